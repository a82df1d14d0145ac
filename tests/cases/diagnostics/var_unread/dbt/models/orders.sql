select * from raw
where day >= '{{ var("min_date") }}' and day < '{{ var("maximum", "9999-12-31") }}'
