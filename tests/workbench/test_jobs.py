"""Long work: true counts, cancelling, a result that stays at its address, a restart."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corridor.workbench.jobs.queue import Queue
from corridor.workbench.jobs.store import FINISHED, Job, JobStore
from tests.workbench.visitor import send, visitor

JSON = {"accept": "application/json"}


def careers(n: int) -> bytes:
    """A table of invented careers as Parquet."""
    import io

    import polars as pl

    import corridor

    made = corridor.sample_careers(n, seed=1)
    out = io.BytesIO()
    table = made.persons.join(made.periods, on="person_id")
    table.with_columns(pl.col(pl.Categorical).cast(pl.String)).write_parquet(out)
    return out.getvalue()


def begin(client: TestClient, content: bytes, name: str = "people.parquet") -> str:
    """Send a table; the address of the job."""
    from tests.workbench.visitor import BASE, form_token

    token = form_token(client, "/jobs/new")
    answer = client.post(
        "/jobs/new",
        data={"form_token": token},
        files={"careers": (name, content)},
        headers={"origin": BASE},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def ended(client: TestClient, address: str) -> dict[str, object]:
    """The job when it has ended."""
    for _ in range(600):
        found = client.get(address, headers=JSON).json()
        if found["finished"]:
            return dict(found)
        time.sleep(0.1)
    raise AssertionError("the job does not end")


def test_a_table_is_computed_and_its_result_stays(tmp_path: Path) -> None:
    import polars as pl

    client = visitor(tmp_path)
    content = careers(40)
    address = begin(client, content)
    found = ended(client, address)
    assert found["job"]["state"] == "done", found  # type: ignore[index]
    assert found["facts"]["persons"] == 40 and found["done"] == found["total"] == 40  # type: ignore[index]
    table = tmp_path / "got.parquet"
    table.write_bytes(client.get(f"{address}/files/results.parquet").content)
    assert pl.read_parquet(table).height == found["facts"]["rows"]  # type: ignore[index]
    assert "An estimate" in client.get(address).text
    # what was sent is about people: it is gone; the result is there for another workbench on the same folder
    assert not list(tmp_path.rglob("careers.parquet"))
    assert (tmp_path / "jobs").stat().st_mode & 0o077 == 0
    later = visitor(tmp_path)
    assert later.get(f"{address}/files/results.csv").status_code == 200
    assert begin(later, content) == address, "the same question has the same address"
    assert later.get(address, headers=JSON).json()["finished"]
    assert send(later, address, {}, action=f"{address}/erase").status_code == 200
    assert later.get(address).status_code == 404 and not list((tmp_path / "jobs").iterdir())


def test_everything_that_is_wrong_with_a_table_is_said_without_a_path(tmp_path: Path) -> None:
    client = visitor(tmp_path)
    wrong = b"person_id,birth_date,claim_date,residence,country,start,end\nA,1960-13-01,2025-01-01,CAN,ZZZ,2000-01-01,1999-01-01\n"
    found = ended(client, begin(client, wrong, "people.csv"))
    assert found["job"]["state"] == "failed" and not found["internal"]  # type: ignore[index]
    assert len(found["problems"]) >= 2  # type: ignore[arg-type]
    assert str(tmp_path) not in str(found)
    # a job that failed is tried again when the same is sent
    assert "waiting" in str(client.app.state.queue.store.ask("run", "x", "en", {}, {"careers.csv": b"1"}))  # type: ignore[attr-defined]


def test_other_kinds_of_files_are_refused(tmp_path: Path) -> None:
    client = visitor(tmp_path)
    from tests.workbench.visitor import BASE, form_token

    token = form_token(client, "/jobs/new")
    for name, status in (("x.exe", 422), ("../../x.csv.sh", 422), ("", 422)):
        files = {"careers": (name, b"a")} if name else {"draft": ("d.yaml", b"a")}
        answer = client.post("/jobs/new", data={"form_token": token}, files=files, headers={"origin": BASE})
        assert answer.status_code == status


@pytest.fixture
def store(tmp_path: Path) -> JobStore:
    return JobStore(tmp_path / "jobs")


def asked(store: JobStore, **parameters: object) -> Job:
    return store.ask("run", "invented", "en", parameters, {"careers.parquet": careers(200)})


def wait(store: JobStore, job: Job, *states: str) -> str:
    for _ in range(300):
        now = store.get(job.id)
        if now is not None and now.state in states:
            return now.state
        time.sleep(0.05)
    raise AssertionError(f"still {store.get(job.id)}")


def test_a_job_can_be_cancelled_while_it_waits_and_while_it_runs(store: JobStore) -> None:
    queue = Queue(store)
    first, second = asked(store, n=1), asked(store, n=2)
    queue.cancel(second.id)
    queue.wake()
    wait(store, first, "running", *FINISHED)
    queue.cancel(first.id)
    assert wait(store, first, "cancelled", "done", "failed") == "cancelled"
    queue.stop()
    assert store.get(second.id).state == "cancelled"  # type: ignore[union-attr]
    assert not (store.folder / first.id / "results").exists()


def test_a_job_that_a_stopped_workbench_left_is_begun_again(store: JobStore) -> None:
    job = asked(store)
    queue = Queue(store)
    queue.wake()
    wait(store, job, "running")
    queue.stop()
    assert wait(store, job, "waiting", "done") in ("waiting", "done")
    # the same after a kill: "running", but of a process that is gone
    store.change(store.get(job.id), state="running", process=2**22 + 1)  # type: ignore[arg-type]
    later = Queue(store)
    later.resume()
    assert wait(store, job, "done", "failed") == "done"
    later.stop()


@pytest.mark.parametrize(
    "name", ["../job.json", "job.json", "results.parquet/../../job.json", "%2e%2e/job.json", "log.txt"]
)
def test_only_results_that_are_listed_are_served(tmp_path: Path, name: str) -> None:
    client = visitor(tmp_path)
    held = client.app.state.queue.store  # type: ignore[attr-defined]
    job = held.ask("run", "x", "en", {}, {"careers.csv": b"1"})
    assert client.get(f"/jobs/{job.id}/files/{name}").status_code == 404
    assert client.get("/jobs/..%2f..%2fetc/files/passwd").status_code == 404
