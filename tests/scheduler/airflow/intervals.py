"""Every data interval that Airflow makes of a DAG file between two times, without running anything:

    intervals.py DAG_FILE DAG_ID FROM UNTIL

A line each, behind the word interval (Airflow logs to the same place): the instants at which it starts and ends, UTC."""

import sys
from datetime import datetime, timezone

import pendulum

try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag


def main(file, dag_id, start, end):
    try:
        bag = DagBag(file, include_examples=False)
    except TypeError:
        bag = DagBag(file)
    if bag.import_errors:
        sys.exit(str(bag.import_errors))
    dag = bag.dags[dag_id]
    start, end = (pendulum.instance(datetime.fromisoformat(time)) for time in (start, end))
    try:
        infos = dag.iter_dagrun_infos_between(start, end)
    except AttributeError:  # Airflow 3: the scheduler has it
        from airflow.serialization.serialized_objects import DagSerialization

        serialized = DagSerialization.to_dict(dag)
        infos = DagSerialization.from_dict(serialized).iter_dagrun_infos_between(start, end)
    for info in infos:
        interval = info.data_interval
        print("interval", *(time.astimezone(timezone.utc).isoformat() for time in (interval.start, interval.end)))


main(*sys.argv[1:])
