-- the first page
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
order by "created_at" desc
limit ?;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
order by "created_at" desc, "id" desc
limit ?;

-- the page after a cursor
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
and "created_at" < cast(? as timestamptz)
order by "created_at" desc
limit ?;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and ("created_at" <= cast(? as timestamptz)
and ("created_at" < cast(? as timestamptz) or "id" < cast(? as uuid)))
and "created_at" >= ?
order by "created_at" desc, "id" desc
limit ?;

-- between two times
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and "created_at" < ?
order by "created_at" desc
limit ?;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
and "created_at" < ?
and "created_at" >= ?
order by "created_at" desc, "id" desc
limit ?;

-- the first page, that page again, and the next
select "created_at" as "page_time"
from "logs"
where "user_id" = ?
order by "created_at" desc
limit ?;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
order by "created_at" desc, "id" desc
limit ?;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and "created_at" >= ?
order by "created_at" desc, "id" desc
limit ?;

select "id", cast("created_at" as varchar) as "page_time", "id" as "page_id"
from "logs"
where "user_id" = ?
and ("created_at" <= cast(? as timestamptz)
and ("created_at" < cast(? as timestamptz) or "id" < cast(? as uuid)))
and "created_at" >= ?
order by "created_at" desc, "id" desc
limit ?;
