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
and "created_at" < $2
and ("created_at" < cast($3 as timestamptz) or ("created_at" = cast($4 as timestamptz)
and "id" < $5))
order by "created_at" desc, "id" desc
limit $6;

-- the page before a cursor
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
and "created_at" >= $2
and ("created_at" > cast($3 as timestamptz) or ("created_at" = cast($4 as timestamptz)
and "id" > $5))
order by "created_at" asc, "id" asc
limit $6;

-- the oldest first
select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = $1
order by "created_at" asc, "id" asc
limit $2;

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
and "created_at" < $2
and ("created_at" < cast($3 as timestamptz) or ("created_at" = cast($4 as timestamptz)
and "id" < $5))
order by "created_at" desc, "id" desc
limit $6;

-- a page whose notes can be large
select *
from (select *, row_number() over (order by page_instant desc, page_id desc) as "page_number", sum(page_bytes) over (order by page_instant desc, page_id desc rows unbounded preceding) as "page_sum", count(*) over () as "page_rows"
from (select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id", coalesce(cast("size" as int), cast(coalesce(octet_length(cast("note" as text)), 0) as int)) as "page_bytes", "created_at" as "page_instant"
from "logs"
where "user_id" = $1
order by "created_at" desc, "id" desc
limit $2) as "rows") as "counted"
where page_sum <= $3 or page_number = 1
order by page_number;

-- a page whose notes can be large, without their sizes
select *
from (select *, row_number() over (order by page_instant desc, page_id desc) as "page_number", sum(page_bytes) over (order by page_instant desc, page_id desc rows unbounded preceding) as "page_sum", count(*) over () as "page_rows"
from (select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id", cast(coalesce(octet_length(cast("note" as text)), 0) as int) as "page_bytes", "created_at" as "page_instant"
from "logs"
where "user_id" = $1
order by "created_at" desc, "id" desc
limit $2) as "rows") as "counted"
where page_sum <= $3 or page_number = 1
order by page_number;
