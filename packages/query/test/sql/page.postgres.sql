-- the first page
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
order by "created_at" desc, "id" desc
limit $2;

-- the page after a cursor
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
and ("created_at" <= cast($2 as timestamptz)
and ("created_at" < cast($3 as timestamptz) or "id" < cast($4 as uuid)))
order by "created_at" desc, "id" desc
limit $5;

-- between two times
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
and "created_at" >= $2
and "created_at" < $3
order by "created_at" desc, "id" desc
limit $4;

-- the first page, that page again, and the next
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
order by "created_at" desc, "id" desc
limit $2;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
order by "created_at" desc, "id" desc
limit $2;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
and ("created_at" <= cast($2 as timestamptz)
and ("created_at" < cast($3 as timestamptz) or "id" < cast($4 as uuid)))
order by "created_at" desc, "id" desc
limit $5;
