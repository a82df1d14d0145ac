select * from raw
where day between '{{ var("min_date") }}' and '{{ var("max_date") }}'
