-- A name (userName of a user, displayName of a group) is stored without white space at its ends, and with single spaces
-- inside. Earlier versions stored it as it was sent, and ignored the difference in unique_name only: a filter on the
-- name did not find what a POST collided with.
--
-- The columns that filters read, the search document and the document itself are rewritten, because a client that
-- compares names should not have to wait for the next write of each resource. That needs no folding: name is folded
-- already, so that only white space is left to collapse, and the order and spelling of the other members is kept.
-- unique_name, its partition, the names that may repeat and the search words do not depend on white space.
--
-- Versions and the change log do not change. A name that is nothing but white space stays in the document, where it is
-- required.
WITH changed_name AS (
  SELECT r.rid, a.attribute, d.document, n.folded, n.name
  FROM scim_resource AS r
  CROSS JOIN LATERAL (SELECT CASE r.kind WHEN 'User' THEN 'userName' ELSE 'displayName' END AS attribute) AS a
  CROSS JOIN LATERAL (SELECT convert_from(r.document, 'UTF8')::json AS document) AS d
  CROSS JOIN LATERAL (
    SELECT btrim(regexp_replace(r.name, p.white_space, ' ', 'g')) AS folded,
      btrim(regexp_replace(d.document ->> a.attribute, p.white_space, ' ', 'g')) AS name
    FROM (VALUES ('[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+'))
      AS p (white_space)) AS n
  WHERE r.kind IN ('User', 'Group') AND (n.folded <> r.name OR n.name <> d.document ->> a.attribute))
UPDATE scim_resource AS r
SET name = n.folded, search = jsonb_set(r.search, ARRAY[n.attribute], to_jsonb(n.folded)),
  display = CASE
    WHEN n.name = '' OR (r.kind = 'User' AND n.document ->> 'displayName' IS NOT NULL) THEN r.display
    ELSE n.name
  END,
  document = CASE
    WHEN n.name = '' THEN r.document
    ELSE convert_to((
      SELECT '{' || string_agg(
        to_json(m.key)::text || ':' || CASE m.key WHEN n.attribute THEN to_json(n.name) ELSE m.value END::text,
        ',' ORDER BY m.position) || '}'
      FROM json_each(n.document) WITH ORDINALITY AS m (key, value, position)), 'UTF8')
  END
FROM changed_name AS n
WHERE r.rid = n.rid;
