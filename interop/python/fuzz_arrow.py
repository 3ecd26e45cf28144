"""
Sends random Arrow bodies, whole and damaged, to Lancetree's server, and checks after each of them: no failure of the server, nothing
written where it refused, and the same rows in what was sent, in the files as pylance reads them, and in the response to a query.

An episode is the life of one table. Its seed decides all of it, so that each can be run alone.
"""

import collections
import http.client
import json
import os
import random as randoms
import re
import urllib.parse

import lance
import pyarrow as pa
from fuzz_damage import damaged
from fuzz_tables import random_body, random_schema, random_table
from serve import serve
from table_values import values_of

MOST_ROWS = 60
TIMEOUT_SECONDS = 50


class Server:
    """Requests on one connection."""

    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=TIMEOUT_SECONDS)

    def post(self, path, body, kind="application/vnd.apache.arrow.stream"):
        try:
            self.connection.request("POST", path, body, {"content-type": kind})
            response = self.connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            return 599, f"no response: {error!r}".encode()

    def end_early(self, path, body, length):
        """Announces a body and sends the beginning of it."""
        connection = http.client.HTTPConnection(self.address, timeout=TIMEOUT_SECONDS)
        connection.putrequest("POST", path)
        connection.putheader("content-type", "application/vnd.apache.arrow.stream")
        connection.putheader("content-length", str(len(body)))
        connection.endheaders(body[:length])
        connection.close()


class Episode:
    """The life of one table."""

    def __init__(self, server, root, seed, number):
        self.server, self.root = server, root
        self.random = randoms.Random(f"{seed}:{number}")
        self.name = f"t{number}"
        self.schema = random_schema(self.random)
        self.next_id = 0
        self.rows = None
        self.requests = 0
        self.outcomes = collections.Counter()
        self.findings = []
        self.number = number

    def find(self, what, **more):
        self.findings.append({"episode": self.number, "what": what, "request": self.requests, **more})

    def send(self, operation, body, name=None):
        """Sends a body. 599 where there is no response. What must never be is a finding."""
        self.requests += 1
        query = "?on=id&when_matched_update_all=true&when_not_matched_insert_all=true" if operation == "merge_insert" else ""
        status, response = self.server.post(f"/v1/table/{name or self.name}/{operation}{query}", body)
        text = "" if status == 200 else response.decode("utf-8", "replace")[:400]
        if status >= 500:
            self.find(f"status {status} of {operation}", response=text, schema=str(self.schema))
        elif status != 200 and not (status, json.loads(response).get("code")) in ((400, 13), (400, 20), (404, 12), (406, 0)):
            self.find(f"status {status} of {operation}", response=text)
        return status, text

    def send_whole(self, operation, table):
        """Sends a body without damage, which is stored, or refused for its types or for NaN in a vector."""
        status, text = self.send(operation, self.body(table))
        self.outcomes[f"whole {operation} {status}"] += 1
        if status == 400 and "NaN" not in text:
            self.find("a whole body is refused", response=text, schema=str(self.schema))
        return status

    def location(self, name=None):
        return f"{self.root}/{name or self.name}.lance"

    def versions(self, name=None):
        try:
            return sorted(os.listdir(f"{self.location(name)}/_versions"))
        except FileNotFoundError:
            return None

    def stored(self, name=None):
        """The rows as pylance reads them, and what is wrong where it cannot; compared with the response to a query."""
        name = name or self.name
        try:
            found = lance.dataset(self.location(name)).to_table()
            require_valid(found)
        except BaseException as error:  # a panic of Rust is not an Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            self.find("pylance cannot read what is stored", error=str(error)[:300], schema=str(self.schema))
            found = None
        status, response = self.server.post(f"/v1/table/{name}/query", json.dumps({"k": 10**6, "vector": {}}).encode(), "application/json")
        if status != 200:
            self.find(f"status {status} of a query", response=response.decode()[:400], schema=str(self.schema))
        elif found is not None:
            try:
                queried = pa.ipc.open_file(response).read_all()
                require_valid(queried)
                wrong = difference(queried, found)
            except pa.ArrowException as error:
                wrong = str(error)[:300]
            if wrong:
                self.find("a query returns different rows", wrong=wrong)
        return found

    def table(self, ids=None):
        if ids is None:
            count = self.random.choice((0, 1, 3, 3, 5, 9))
            ids = range(self.next_id, self.next_id + count)
            self.next_id += count
        return random_table(self.random, self.schema, list(ids))

    def body(self, table):
        try:
            return random_body(self.random, table)[0]
        except pa.ArrowException:
            # pyarrow cannot write every table in every form.
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
            return sink.getvalue().to_pybytes()

    def create(self):
        """False where the server refuses the schema."""
        table = self.table()
        if self.send_whole("create", table) != 200:
            if self.versions() is not None:
                self.find("a refused creation leaves files")
            return False
        self.rows = self.stored()
        self.expect(table, "create")
        return self.rows is not None

    def expect(self, table, operation):
        wrong = self.rows is not None and difference(self.rows, table, sent=True)
        if wrong:
            self.find(f"{operation}: stored is not what was sent", wrong=wrong, schema=str(table.schema))

    def insert(self):
        table = self.table()
        before = self.rows
        if self.send_whole("insert", table) == 200:
            self.rows = self.stored()
            if self.rows is not None:
                self.compare(self.rows, values(before) + values(table), "insert")

    def merge(self):
        known = [] if self.rows is None else [row for row in self.rows["id"].to_pylist() if row is not None]
        old = self.random.sample(known, min(len(known), 2)) if len(set(known)) == len(known) else []
        fresh = self.table([*old, self.next_id + 1])
        self.next_id += 2
        before = self.rows
        if self.send_whole("merge_insert", fresh) == 200:
            self.rows = self.stored()
            if self.rows is not None:
                kept = [row for row, number in zip(values(before), before["id"].to_pylist()) if number not in old]
                self.compare(self.rows, kept + values(fresh), "merge")

    def compare(self, found, wanted, operation):
        found, wanted = sorted(map(repr, values(found))), sorted(map(repr, wanted))
        if found != wanted:
            wrong = [pair for pair in zip(found, wanted) if pair[0] != pair[1]][:1]
            self.find(f"{operation}: stored is not what was sent", wrong=str(wrong)[:500], rows=[len(found), len(wanted)], schema=str(self.schema))

    def damage(self, body, place=None):
        """Sends a damaged body in one way, and looks what became of it."""
        wrong, kind = damaged(self.random, body, place)
        operation = self.random.choice(("insert", "insert", "merge_insert", "create"))
        name = f"{self.name}x" if operation == "create" else self.name
        before = self.versions(name)
        status, text = self.send(operation, wrong, name)
        self.outcomes[f"damaged {operation} {status}"] += 1
        if status != 200:
            if self.versions(name) != before:
                self.find("a refused body changes the table", operation=operation, response=text, damage=kind)
            return
        meant, reason = read(wrong)
        self.outcomes["damaged, taken, pyarrow " + ("reads" if meant is not None else "refuses: " + re.sub(r"\d+", "N", reason)[:90])] += 1
        count = 0 if self.rows is None or operation == "create" else len(self.rows)
        found = self.stored(name)
        if operation == "create":
            if found is not None and meant is not None and (reason := difference(found, meant, sent=True)):
                self.find("create of a damaged body: stored is not what pyarrow reads", wrong=reason, damage=kind)
            self.server.post(f"/v1/table/{name}/drop", b"{}", "application/json")
            return
        self.rows = found
        # LanceDB casts rows of other types to those of the table.
        if operation == "insert" and found is not None and meant is not None and meant.schema.equals(self.schema):
            if (wanted := sorted(map(repr, values(meant)))) != sorted(map(repr, values(found.slice(count)))):
                self.find("insert of a damaged body: stored is not what pyarrow reads", damage=kind, wanted=str(wanted)[:300], found=str(sorted(map(repr, values(found.slice(count)))))[:300])

    def renew(self):
        """Drops the table and creates it again, so that it stays small."""
        self.server.post(f"/v1/table/{self.name}/drop", b"{}", "application/json")
        self.rows = None
        return self.create()

    def end_early(self):
        body = self.body(self.table())
        before = self.versions()
        self.requests += 1
        self.server.end_early(f"/v1/table/{self.name}/insert", body, self.random.randrange(len(body)))
        self.outcomes["ended early"] += 1
        # The next request is queried behind it, or beside it: it waits for nothing.
        status, response = self.server.post(f"/v1/table/{self.name}/count_rows", b"{}", "application/json")
        if status != 200 or self.versions() != before:
            self.find("a body that ends early changes the table", response=response.decode()[:300])

    def run(self, most):
        """Whole and damaged bodies by turns, or one body damaged at every byte."""
        if not self.create():
            return
        every_byte = self.random.random() < 0.25
        body = self.body(self.table()) if every_byte else b""
        places = list(range(len(body))) if every_byte else [None] * self.random.randint(4, 24)
        self.random.shuffle(places)
        for place in places:
            if self.requests >= most:
                break
            if self.rows is None or len(self.rows) > MOST_ROWS:
                if not self.renew():
                    break
            if every_byte:
                self.damage(body, place)
                continue
            self.random.choice((self.insert, self.merge, self.damage_one, self.damage_one, self.end_early))()
        self.server.post(f"/v1/table/{self.name}/drop", b"{}", "application/json")

    def damage_one(self):
        self.damage(self.body(self.table()))


def require_valid(table):
    """Raises what pyarrow finds invalid. Values outside of a type's range are allowed, since the server does not check the values of columns."""
    try:
        table.validate(full=True)
    except pa.ArrowInvalid as error:
        if not re.search(r"does not fit in precision|not a multiple of|whole number of days|out of bounds for time|NaN|not within the acceptable range", str(error)):
            raise


def read(body):
    """What pyarrow reads of a body; None, and why, where it refuses it or finds it invalid."""
    try:
        table = (pa.ipc.open_file if body.startswith(b"ARROW1") else pa.ipc.open_stream)(body).read_all()
        table.validate(full=True)
        values(table)
        return table, ""
    except Exception as error:
        return None, str(error)


def values(table):
    """The rows of a table."""
    return [] if table is None else list(zip(*values_of(table)))


def difference(found, wanted, sent=False):
    """The differences between tables. The types of a table that was sent are mapped to those of Lance first."""
    if found.schema.names != wanted.schema.names:
        return f"columns {found.schema.names} for {wanted.schema.names}"
    for field, other in zip(found.schema, wanted.schema):
        kind = stored_type(other.type) if sent else other.type
        if field.type != kind or field.nullable != other.nullable or (field.metadata or {}) != (other.metadata or {}):
            return f"{field} {field.metadata} for {other} {other.metadata}"
    one, two = sorted(map(repr, values(found))), sorted(map(repr, values(wanted)))
    return None if one == two else f"rows {one} for {two}"[:500]


def stored_type(kind):
    """The type that Lance has for another: strings and bytes for views, and unordered dictionaries."""
    if pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_binary_view(kind):
        return pa.binary()
    if pa.types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, stored_type(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([stored_field(field) for field in kind])
    if pa.types.is_map(kind):
        return pa.map_(kind.key_type, stored_field(kind.item_field))
    if pa.types.is_fixed_size_list(kind):
        # Lance keeps neither the nullability nor the metadata of its items.
        return pa.list_(pa.field(kind.value_field.name, stored_type(kind.value_type)), kind.list_size)
    if pa.types.is_large_list(kind):
        return pa.large_list(stored_field(kind.value_field))
    if pa.types.is_list(kind):
        return pa.list_(stored_field(kind.value_field))
    return kind


def stored_field(field):
    return field.with_type(stored_type(field.type))


def run(url, root, seed, episode, most):
    """Runs one episode with at most `most` requests. Returns the number of requests, their outcomes, and the findings."""
    life = Episode(Server(url), root, seed, episode)
    life.run(most)
    return {"requests": life.requests, "outcomes": life.outcomes, "findings": life.findings}


if __name__ == "__main__":
    serve({"run": run})
