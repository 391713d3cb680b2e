"""Tables of every kind give the same ranking; long lists are ranked in parts that are kept."""

import duckdb
import pytest
from tests.core.worlds import SELLER, criterion, profile

import winnable
from winnable.backends.duckdb import LongRun, cells_of, connect, ranked, rows_of, table_source
from winnable.core.columns import ColumnMap, Use
from winnable.core.errors import InputError, SourceError
from winnable.core.profile import Curve
from winnable.formats.profiles import load_profile, load_seller
from winnable.ranking.plan import plan_of

SIZE = Curve(unit="EUR", points=((0, -1.0), (100, 1.0)), shares=((25, 0.5), (75, 0.5)))
PROFILE = profile(
    criterion("portal", ("yes_portal", 1.0, 0.5), ("none", -1.0, 0.5)),
    criterion("size", curve=SIZE, answers=()),
    criterion("open", ("a", 0.5, 0.5), ("b", -0.5, 0.5)),
)
COLUMNS = ColumnMap(
    id="id",
    name="who",
    columns={"Portal?": Use(criterion="portal", answers={"Yes": "yes_portal", "No": "none"}), "Size": Use(criterion="size")},
)
TABLE = {
    "id": ["1", "2", "3", "4"],
    "who": ["Böß & Söhne", "b'; DROP TABLE x; --", '"東京"', None],
    "Portal?": ["yes", "NO", None, " Yes "],
    "Size": [100.0, 0.0, 50.0, None],
}
CSV = 'id,who,Portal?,Size\n1,Böß & Söhne,yes,100\n2,b\'; DROP TABLE x; --,NO,0\n3,"""東京""",,50\n4,, Yes ,\n'


def expected() -> list[tuple]:
    return winnable.rank(TABLE, PROFILE, mapping=COLUMNS, seller=SELLER).fetchall()


def plan_for(source):
    return plan_of(PROFILE, COLUMNS, source.columns, SELLER)


def test_the_best_come_first_and_say_why():
    rows = rows_of(plan_for(source := table_source(TABLE, connect(1))), source, top=3)
    assert [row["id"] for row in rows] == ["1", "4", "3"]
    assert rows[0]["reason_1"] == "portal? yes portal (+1.00)"
    assert rows[0]["reason_2"] == "size? 100 EUR (+1.00)"
    assert rows[0]["question"] == "open?"
    assert rows[0]["name"] == "Böß & Söhne"
    assert rows[0]["chance"] > rows[1]["chance"] > rows[2]["chance"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl", ".xlsx"])
def test_every_kind_of_file_gives_the_same(tmp_path, suffix):
    path = tmp_path / f"it's a list{suffix}"
    csv = tmp_path / "list.csv"
    csv.write_text(CSV, encoding="utf-8")
    if suffix == ".csv":
        path.write_text(CSV, encoding="utf-8")
    elif suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for row in zip(*([name, *cells] for name, cells in TABLE.items()), strict=True):
            book.active.append(row)
        book.save(path)
    else:
        kind = "JSON" if suffix == ".jsonl" else "PARQUET"
        quoted = str(path).replace("'", "''")
        duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{csv}')) TO '{quoted}' (FORMAT {kind})")
    assert winnable.rank(path, PROFILE, mapping=COLUMNS, seller=SELLER).fetchall() == expected()


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_data_frames_give_the_same(kind):
    library = pytest.importorskip(kind)
    if kind == "polars":
        pytest.importorskip("pyarrow")
    table = library.table(TABLE) if kind == "pyarrow" else library.DataFrame(TABLE)
    assert winnable.rank(table, PROFILE, mapping=COLUMNS, seller=SELLER).fetchall() == expected()


def test_the_result_is_lazy_and_can_be_queried_on():
    relation = winnable.rank(TABLE, PROFILE, mapping=COLUMNS, seller=SELLER)
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    assert relation.filter("chance > 0.5").aggregate("count(*) AS n").fetchall()[0][0] == sum(row[3] > 0.5 for row in expected())


def test_columns_that_are_missing_are_all_named():
    source = table_source({"id": ["1"], "x": [1.0]}, connect(1))
    with pytest.raises(InputError) as error:
        plan_of(PROFILE, COLUMNS, source.columns, SELLER)
    assert [problem.path for problem in error.value.problems] == ["name", "columns.Portal?", "columns.Size"]


@pytest.mark.parametrize("where", ["nonsense !!", "no_such = 1", "1=1); DROP TABLE winnable_table; SELECT (1"])
def test_a_condition_that_is_none_is_refused(where):
    source = table_source(TABLE, connect(1))
    with pytest.raises(SourceError, match="--where"):
        ranked(plan_for(source), source, where=where)


def test_a_condition_keeps_rows():
    source = table_source(TABLE, connect(1))
    assert [row["id"] for row in rows_of(plan_for(source), source, where="id > '2' -- a remark", top=9)] == ["4", "3"]


def test_a_file_that_is_no_table_is_said_to_be_none(tmp_path):
    broken = tmp_path / "list.parquet"
    broken.write_bytes(b"nothing")
    for path, said in ((broken, "cannot be ranked"), (tmp_path / "absent.csv", "is not there"), (tmp_path / "a.doc", "no table")):
        with pytest.raises(SourceError, match=said):
            table_source(path, connect(1))


def long_run(tmp_path, **more) -> LongRun:
    path = tmp_path / "list.csv"
    path.write_text(CSV, encoding="utf-8")
    source = table_source(path, connect(1))
    return LongRun(**{"plan": plan_for(source), "source": source, "out": tmp_path / "ranked.parquet", "part": 2, **more})


@pytest.mark.parametrize("top", [None, 2])
def test_parts_are_joined_into_the_ranking_of_the_whole(tmp_path, top):
    run = long_run(tmp_path, top=top)
    told = []
    run.start(resume=False)
    assert run.rank(lambda done, left: told.append((done, left))) == (top or 4)
    assert told == [(2, 2), (4, 0)]
    assert not run.folder.exists()
    written = duckdb.execute(f"SELECT * FROM '{run.out}'").fetchall()
    assert written == winnable.rank(TABLE, PROFILE, mapping=COLUMNS, seller=SELLER, top=4).fetchall()[: top or 4]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    run = long_run(tmp_path)
    run.start(resume=False)

    def stop(_done: int, _left: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.rank(stop)
    [kept] = run.folder.glob("part-*.parquet")
    written_at = kept.stat().st_mtime_ns
    run.start(resume=True)
    assert kept.stat().st_mtime_ns == written_at
    told = []
    assert run.rank(lambda done, left: told.append((done, left))) == 4
    assert told == [(2, 0)]


def test_what_another_run_left_is_not_taken_for_ours(tmp_path):
    long_run(tmp_path).start(resume=False)
    other = long_run(tmp_path, where="id = '1'")  # and its table was written anew
    with pytest.raises(SourceError, match="without --resume to begin anew"):
        other.start(resume=True)


def test_the_shipped_profile_ranks_a_table_as_the_core_judges_its_rows():
    from winnable.core.qualification import qualify
    from winnable.ranking.rows import opportunity_of

    liferay, seller = load_profile("liferay"), load_seller("example_vendor")
    table: dict[str, list] = {"id": [str(i) for i in range(24)], "amount": [None, 0.0, 50_000.0, 2e6] * 6}
    uses = {}
    for at, c in enumerate(liferay.criteria[::2]):
        uses[c.key] = Use(criterion=c.key) if c.curve else Use(criterion=c.key, answers={a.key: a.key for a in c.answers})
        options = [x for x, _ in c.curve.points] if c.curve else [a.key for a in c.answers if not a.blocker]
        best = sorted(options, key=lambda o, c=c: -(c.curve.weight_at(o) if c.curve else c.answer(o).weight))
        table[c.key] = [None if (i * 7 + at) % 3 == 0 else best[(i * at) % 5 * i // 30 % len(best)] for i in range(24)]
    source = table_source(table, connect(1))
    plan = plan_of(liferay, ColumnMap(id="id", amount="amount", columns=uses), source.columns, seller)
    decisions = set()
    for row in rows_of(plan, source, top=24):
        [cells] = cells_of(plan, source, row["id"])
        core = qualify(opportunity_of(plan, liferay, cells), liferay, seller, questions=0)
        assert row["chance"] == pytest.approx(core.assessment.probability, rel=0, abs=1e-9)
        assert (row["decision"], row["grade"]) == (core.decision.recommended, core.assessment.fit.grade)
        decisions.add(row["decision"])
    assert len(decisions) > 1
