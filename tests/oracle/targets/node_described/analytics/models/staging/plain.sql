select * from {{ ref('stg_customers') }} join {{ ref('stg_orders') }} join {{ source('raw','orders') }} join {{ ref('stg_customers') }}
