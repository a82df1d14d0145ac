{{ config(materialized='incremental', unique_key='date_of_business', tags=["daily"]) }}

select
    cast(pickup_datetime as date) as date_of_business,
    count(*) as trip_count,
    sum(duration) as total_duration
from {{ ref('stg_trips') }}
{% if is_incremental() %}
where cast(pickup_datetime as date) >= '{{ var("min_date") }}' and cast(pickup_datetime as date) < '{{ var("max_date") }}'
{% endif %}
group by 1
