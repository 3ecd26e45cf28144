"""A process with Ray on two processors."""

import lance_ray
import ray

from engine import arrow, serve_engine
from namespace_engine import NamespaceEngine


class Ray(NamespaceEngine):
    def __init__(self):
        ray.init(num_cpus=2, include_dashboard=False, logging_level="error", log_to_driver=False)
        ray.data.DataContext.get_current().enable_progress_bars = False

    def write(self, path, tables, mode):
        lance_ray.write_lance(ray.data.from_arrow(tables), mode=mode, **self.at(path))

    def create_table(self, path, rows):
        self.write(path, arrow(rows), "create")

    def append(self, path, rows):
        self.write(path, arrow(rows), "append")

    def append_by_workers(self, path, lists):
        # One block for each list; Ray writes the blocks in tasks of their own and commits once.
        self.write(path, [arrow(rows) for rows in lists], "append")

    def overwrite(self, path, rows):
        self.write(path, arrow(rows), "overwrite")

    def columns(self, path):
        return lance_ray.read_lance(**self.at(path)).schema().names

    def read(self, path, condition, columns):
        return lance_ray.read_lance(filter=condition, columns=columns, **self.at(path)).take_all()


serve_engine(Ray())
