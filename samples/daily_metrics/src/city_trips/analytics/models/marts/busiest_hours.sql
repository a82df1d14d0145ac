select
    hour(pickup_datetime) as hour_of_day,
    count(*) as trip_count
from {{ ref('stg_trips') }}
group by hour_of_day
