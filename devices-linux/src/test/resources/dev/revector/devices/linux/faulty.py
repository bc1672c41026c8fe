"""An nbdkit plugin: disks whose sectors and flushes fail as told, and which lose power.

Started with folder=DIR. Export NAME is the disk whose medium is the file DIR/NAME. What is wrong
with the disks stands in DIR/control, a JSON object that may be replaced (by renaming) at any time;
the next request finds it:

    bad     list of [name, "r" | "w" | "rw", first sector, count]: such requests fail with EIO
    flush   list of names: their flushes fail with EIO, and keep what they should have written
    cache   true: writes stay in memory until a flush of their disk; false: they reach the medium
    cut     {"seed": n, "after": n}: the power fails in that write or flush, counted from here
            over all disks. Each sector of each write that no flush covers, and of the one that
            the power fails in, reaches the medium or not, by the seed; then the process dies.

Writes and flushes go to the list DIR/trace as "name w first count" and "name f", the one that the
power failed in last.
"""

import errno
import json
import os
import random

import nbdkit

API_VERSION = 2
SECTOR = 512

folder = "."
control = {}
control_seen = None
requests = 0
disks = {}
trace = None


def config(key, value):
    global folder
    if key != "folder":
        raise RuntimeError("unknown parameter: " + key)
    folder = value


def thread_model():
    return nbdkit.THREAD_MODEL_SERIALIZE_ALL_REQUESTS


def path(name):
    return os.path.join(folder, name)


class Disk:
    def __init__(self, name):
        self.name = name
        self.medium = os.open(path(name), os.O_RDWR)
        self.size = os.fstat(self.medium).st_size
        self.pending = []

    def fails(self, kind, offset, count):
        first, end = offset // SECTOR, (offset + count + SECTOR - 1) // SECTOR
        for name, kinds, bad, length in control.get("bad", []):
            if name == self.name and kind in kinds and bad < end and first < bad + length:
                return True
        return False

    def read(self, buf, offset):
        data = bytearray(os.pread(self.medium, len(buf), offset))
        for at, written in self.pending:
            low, high = max(at, offset), min(at + len(written), offset + len(buf))
            if low < high:
                data[low - offset : high - offset] = written[low - at : high - at]
        buf[:] = data

    def flush(self):
        for at, written in self.pending:
            os.pwrite(self.medium, written, at)
        self.pending = []

    def lose_power(self, chance, luck):
        for at, written in self.pending:
            for i in range(0, len(written), SECTOR):
                if luck.random() < chance:
                    os.pwrite(self.medium, written[i : i + SECTOR], at + i)


def look():
    """Takes over the control file if it is another one than last time."""
    global control, control_seen, requests, trace
    status = os.stat(path("control"))
    seen = (status.st_ino, status.st_mtime_ns)
    if seen != control_seen:
        with open_file("control", "r") as file:
            control = json.load(file)
        control_seen = seen
        requests = 0
        trace = None


def open_file(name, mode):
    return os.fdopen(os.open(path(name), os.O_RDONLY if mode == "r" else
                             os.O_WRONLY | os.O_CREAT | os.O_APPEND), mode)


def note(line):
    global trace, requests
    if trace is None:
        trace = open_file("trace", "w")
    trace.write(line + "\n")
    trace.flush()
    requests += 1


def cut_if_due():
    cut = control.get("cut")
    if cut is None or requests < cut["after"]:
        return
    luck = random.Random(cut["seed"])
    chance = luck.choice([0, 0.2, 0.5, 0.8, 1])
    for name in sorted(disks):
        disks[name].lose_power(chance, luck)
    os._exit(9)


def fail(what):
    nbdkit.set_error(errno.EIO)
    raise RuntimeError("told to fail: " + what)


def open(readonly):
    name = nbdkit.export_name()
    if name not in disks:
        disks[name] = Disk(name)
    return disks[name]


def get_size(disk):
    return disk.size


def can_flush(disk):
    return True


def can_fua(disk):
    return nbdkit.FUA_EMULATE


def pread(disk, buf, offset, flags):
    look()
    if disk.fails("r", offset, len(buf)):
        fail("read")
    disk.read(buf, offset)


def pwrite(disk, buf, offset, flags):
    look()
    note("%s w %d %d" % (disk.name, offset // SECTOR, len(buf) // SECTOR))
    if disk.fails("w", offset, len(buf)):
        fail("write")
    disk.pending.append((offset, bytes(buf)))
    cut_if_due()
    if not control.get("cache", False):
        disk.flush()


def flush(disk, flags):
    look()
    note("%s f" % disk.name)
    if disk.name in control.get("flush", []):
        fail("flush")
    cut_if_due()
    disk.flush()
