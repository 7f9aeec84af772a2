from bench import opening_box


def test_the_measurement_runs_and_reports_every_size() -> None:
    result = opening_box.run()
    assert [row["bytes"] for row in result["rows"]] == [64, 1024, 102400]
    for row in result["rows"]:
        assert row["within"] == (row["measured"] <= row["limit"])
        assert row["box_ns"] > row["bare_ns"] > 0
