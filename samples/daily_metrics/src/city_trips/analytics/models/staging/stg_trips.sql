select
    trip_id,
    pickup_datetime,
    cast(pickup_datetime as date) as date_of_business,
    date_diff('minute', pickup_datetime, dropoff_datetime) as minutes,
    total_amount
from {{ ref('trips') }}
