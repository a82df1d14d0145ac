select * from raw
where day >= '{{ var("min_date") }}' and day < '{{ var("max_date") }}'
