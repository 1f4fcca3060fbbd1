-- What people look users and groups up by. The program folds text, takes accents off and cuts it into words (SearchWords); they are in the index of a resource's
-- state, a list for each field: 0 names, 1 userName and e-mail addresses, 2 title. An inactive user has none.

CREATE TABLE scim_word
(
  tenant TEXT    NOT NULL,
  kind   TEXT    NOT NULL,
  word   TEXT    NOT NULL,
  field  INTEGER NOT NULL,
  rid    INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, word, field, rid)
) WITHOUT ROWID;

-- All words of a resource with a blank before and behind each and a bar between fields: to see whether those that were found by one word have the others
-- too, and whether a commit changes any.
CREATE TABLE scim_words
(
  rid   INTEGER PRIMARY KEY,
  words TEXT NOT NULL
);

-- What is there already. Accents stay on until the resource's next change.
CREATE TEMP TABLE present_text AS
WITH piece (rid, tenant, kind, field, text) AS (
  SELECT rid, tenant, kind, 0, search ->> '$.displayName' FROM scim_resource WHERE active = 1 AND kind IN ('User', 'Group')
  UNION ALL
  SELECT r.rid, r.tenant, r.kind, 0, n.atom FROM scim_resource AS r, json_tree(r.search, '$.name') AS n WHERE r.active = 1 AND r.kind = 'User'
  UNION ALL
  SELECT rid, tenant, kind, 0, search ->> '$.nickName' FROM scim_resource WHERE active = 1 AND kind = 'User'
  UNION ALL
  SELECT rid, tenant, kind, 1, name FROM scim_resource WHERE active = 1 AND kind = 'User'
  UNION ALL
  SELECT r.rid, r.tenant, r.kind, 1, e.value ->> '$.value' FROM scim_resource AS r, json_each(r.search, '$.emails') AS e WHERE r.active = 1 AND r.kind = 'User'
  UNION ALL
  SELECT rid, tenant, kind, 2, search ->> '$.title' FROM scim_resource WHERE active = 1 AND kind = 'User')
SELECT rid, tenant, kind, field, replace(replace(replace(text, '"', ' '), '\', ' '), char(9), ' ') AS text FROM piece WHERE text <> '';

INSERT INTO present_text (rid, tenant, kind, field, text)
SELECT rid, tenant, kind, field, substr(text, 1, instr(text, '@') - 1) FROM present_text WHERE field = 1 AND instr(text, '@') > 1;

INSERT INTO scim_word (tenant, kind, word, field, rid)
SELECT t.tenant, t.kind, substr(w.value, 1, 64), min(t.field), t.rid
FROM present_text AS t, json_each('["' || replace(
  CASE WHEN instr(t.text, '@') > 0 THEN t.text ELSE replace(replace(replace(replace(replace(replace(t.text, '.', ' '), '-', ' '), '_', ' '), ',', ' '), '(', ' '), ')', ' ') END,
  ' ', '","') || '"]') AS w
WHERE w.value <> ''
GROUP BY t.rid, t.tenant, t.kind, substr(w.value, 1, 64);

DROP TABLE present_text;

INSERT INTO scim_words (rid, words) SELECT rid, ' ' || group_concat(word, ' ') || ' ' FROM scim_word GROUP BY rid;

CREATE TRIGGER scim_commit_words INSTEAD OF INSERT ON scim_commit
WHEN (SELECT x.words FROM scim_words AS x WHERE x.rid = new.rid) IS NOT
  (SELECT ' ' || group_concat(coalesce((SELECT group_concat(w.value, ' ') FROM json_each(f.value) AS w), ''), ' | ') || ' ' FROM json_each(new.idx, '$.words') AS f)
BEGIN
  DELETE FROM scim_word WHERE (tenant, kind, word, field, rid) IN (
    SELECT new.tenant, new.kind, w.value, f.value, x.rid
    FROM scim_words AS x, json_each('["' || replace(trim(x.words), ' ', '","') || '"]') AS w, json_each('[0,1,2]') AS f
    WHERE x.rid = new.rid);

  DELETE FROM scim_words WHERE rid = new.rid;

  INSERT INTO scim_word (tenant, kind, word, field, rid)
  SELECT new.tenant, new.kind, w.value, f.key, new.rid
  FROM json_each(new.idx, '$.words') AS f, json_each(f.value) AS w;

  INSERT INTO scim_words (rid, words)
  SELECT new.rid, ' ' || group_concat(coalesce((SELECT group_concat(w.value, ' ') FROM json_each(f.value) AS w), ''), ' | ') || ' '
  FROM json_each(new.idx, '$.words') AS f
  HAVING count(*) > 0;
END;

CREATE TRIGGER scim_resource_words_deleted AFTER DELETE ON scim_resource
BEGIN
  DELETE FROM scim_word WHERE (tenant, kind, word, field, rid) IN (
    SELECT old.tenant, old.kind, w.value, f.value, x.rid
    FROM scim_words AS x, json_each('["' || replace(trim(x.words), ' ', '","') || '"]') AS w, json_each('[0,1,2]') AS f
    WHERE x.rid = old.rid);

  DELETE FROM scim_words WHERE rid = old.rid;
END;
