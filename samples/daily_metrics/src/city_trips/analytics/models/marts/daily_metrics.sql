{{
    config(
        materialized='incremental',
        unique_key='date_of_business',
        tags=["daily"]
    )
}}

select
    date_of_business,
    count(*) as trip_count,
    sum(minutes) as total_minutes,
    sum(total_amount) as total_amount
from {{ ref('stg_trips') }}

{% if is_incremental() %}
where date_of_business >= '{{ var("min_date") }}' and date_of_business < '{{ var("max_date") }}'
{% endif %}

group by date_of_business
