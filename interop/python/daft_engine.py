"""A process with Daft."""

import daft
import daft_lance

from engine import arrow, serve_engine
from namespace_engine import NamespaceEngine


class Daft(NamespaceEngine):
    def write(self, path, rows, mode):
        daft_lance.write_lance(daft.from_arrow(arrow(rows)), mode=mode, **self.at(path)).collect()

    def create_table(self, path, rows):
        self.write(path, rows, "create")

    def append(self, path, rows):
        self.write(path, rows, "append")

    def overwrite(self, path, rows):
        self.write(path, rows, "overwrite")

    def columns(self, path):
        return daft_lance.read_lance(**self.at(path)).column_names

    def read(self, path, condition, columns):
        found = daft_lance.read_lance(**self.at(path)).where(daft.sql_expr(condition)).select(*columns)
        return found.to_pylist()


serve_engine(Daft())
