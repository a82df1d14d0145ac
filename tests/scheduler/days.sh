# A dbt project of one incremental model, `days`, over a table `trips` of twelve days of January 2023, and its daily component;
# sourced behind tests/lib.sh. The table that a backfill leaves must be the one that a full refresh makes.

# days_project: writes it into the working directory; standard input is the output of the profile.
days_project() {
  mkdir -p shop/models
  : >dg.toml # a project of its own, wherever it is built
  cat >shop/dbt_project.yml <<'YAML'
name: shop
profile: shop
models: {shop: {+materialized: table}}
YAML
  {
    printf 'shop:\n  target: dev\n  outputs:\n'
    sed 's/^/    /'
  } >shop/profiles.yml
  cat >shop/models/days.sql <<'SQL'
{{ config(materialized='incremental', unique_key='day', incremental_strategy='delete+insert') }}
select cast(started as date) as day, count(*) as trips, sum(amount) as amount, count(cast(note as integer)) as noted
from trips
{% if var('day', none) %} where started >= '{{ var("day") }}' and started < '{{ var("until") }}' {% endif %}
group by 1
SQL
  cat >defs.yaml <<'YAML'
type: dagster_dbt.DbtProjectComponent
attributes:
  project: shop
  cli_args:
    - run
    - --vars:
        day: "{{ partition_time_window.start.strftime('%Y-%m-%d') }}"
        until: "{{ partition_time_window.end.strftime('%Y-%m-%d') }}"
post_processing:
  assets:
    - target: '*'
      attributes:
        partitions_def: {type: daily, start_date: '2023-01-01'}
YAML
}

# The source, in SQL that PostgreSQL and DuckDB both read. A note that is no number makes dbt fail on its day.
DAYS_SOURCE="create table trips as
  with recursive numbers(i) as (select 0 union all select i + 1 from numbers where i < 466)
  select timestamp '2023-01-01' + i * interval '37 minutes' as started, i * 7919 % 1000 as amount, '1' as note from numbers"
