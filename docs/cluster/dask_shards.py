#!/usr/bin/env python3
"""Computes an ensemble of dafeng in shards on Dask, and merges them (docs/cluster/README.md).

    pip install -r docs/cluster/requirements.txt
    python docs/cluster/dask_shards.py scenarios/guangxi/baseline.toml --draws 10000000 --out output/ten-million -- --seed 5

Without --scheduler the workers run on this machine. Workers elsewhere need this folder and the program at the same
place, as on a shared file system. What follows `--` goes to `dafeng run`.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dask.distributed import Client, LocalCluster, as_completed

# Exit code of dafeng for bad input, which no second try mends.
BAD_INPUT = 2


def main() -> int:
    arguments = read_arguments()
    program = shutil.which(arguments.dafeng)
    if program is None:
        return fail(f"there is no program {arguments.dafeng}: install it, or name it with --dafeng")
    program = os.path.abspath(program)
    shards = shard_files(arguments.folder, arguments.shards)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    commands = [shard_command(program, arguments, *each) for each in enumerate(shards, start=1)]
    try:
        with connect(arguments) as client:
            problems = compute_all(client, commands, shards, arguments.retries)
    except OSError as error:
        return fail(f"no connection to the scheduler {arguments.scheduler}: {error}")
    if problems:
        return fail("\n".join(dict.fromkeys(problems)))
    return merge(program, arguments, shards)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("--draws", type=positive, required=True, help="draws of the whole ensemble")
    parser.add_argument("--shards", type=positive, default=16, metavar="N", help="parts of the draws (16)")
    parser.add_argument("--folder", type=Path, default=Path("shards"), help="folder of the shards (shards)")
    parser.add_argument("--out", help="folder of the results; by default output/<id of the scenario>")
    parser.add_argument("--no-charts", action="store_true", help="write tables only")
    parser.add_argument("--lang", default="zh", help="language of charts and summary: zh, en (zh)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="such as tcp://head:8786; without it, this machine")
    parser.add_argument("--workers", type=positive, default=os.cpu_count() or 1, help="workers on this machine")
    parser.add_argument("--threads", type=positive, default=1, help="threads of each shard (1)")
    parser.add_argument("--retries", type=int, default=2, help="further tries of a shard that failed (2)")
    parser.add_argument("--dafeng", default="dafeng", metavar="PROGRAM", help="the program (dafeng)")
    given = sys.argv[1:]
    end = given.index("--") if "--" in given else len(given)
    return parser.parse_args(given[:end], argparse.Namespace(options=given[end + 1 :]))


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def shard_files(folder: Path, shards: int) -> list[str]:
    return [str(folder / f"{number}-of-{shards}.shard") for number in range(1, shards + 1)]


def shard_command(program: str, arguments: argparse.Namespace, number: int, shard: str) -> list[str]:
    return [
        program, "run", arguments.scenario,
        "--draws", str(arguments.draws),
        "--shard", f"{number}/{arguments.shards}",
        "--out", shard,
        "--threads", str(arguments.threads),
        "--resume", *arguments.options,
    ]  # fmt: skip


def connect(arguments: argparse.Namespace) -> Client:
    """The scheduler that was named, or workers on this machine."""
    if arguments.scheduler:
        return Client(arguments.scheduler)
    workers = min(arguments.workers, arguments.shards)
    return Client(LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None))


def compute_all(client: Client, commands: list[list[str]], shards: list[str], retries: int) -> list[str]:
    """Computes every shard that is not there yet; what went wrong."""
    # A result of an earlier call is no result of this one: the file may be gone since.
    futures = client.map(compute, commands, shards, folder=os.getcwd(), pure=False, retries=retries)
    done, problems = 0, []
    for future in as_completed(futures):
        error = future.exception()
        problem = future.result() if error is None else str(error)
        if problem:
            problems.append(problem)
            continue
        done += 1
        print(f"{done} of {len(shards)} shards", file=sys.stderr)
    return problems


def compute(command: list[str], shard: str, folder: str) -> str | None:
    """Runs on a worker: one shard, unless it is there. Returns what is wrong with the input; raises what may pass."""
    # A shard stands whole or not at all; whether it is of this ensemble is for the merge to tell.
    if os.path.exists(os.path.join(folder, shard)):
        return None
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode == BAD_INPUT:
        return done.stderr.strip()
    if done.returncode != 0:
        raise RuntimeError(f"{shard}: exit code {done.returncode}: {done.stderr.strip()}")
    return None


def merge(program: str, arguments: argparse.Namespace, shards: list[str]) -> int:
    command = [program, "merge", *shards, "--lang", arguments.lang]
    if arguments.out:
        command += ["--out", arguments.out]
    if arguments.no_charts:
        command.append("--no-charts")
    return subprocess.run(command).returncode


def fail(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
