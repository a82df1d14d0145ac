select * from {{ ref('up') }} where day = '{{ var('day') }}'
