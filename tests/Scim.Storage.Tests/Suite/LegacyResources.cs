namespace Scim.Storage.Tests.Suite;

/// <summary>Resources as stored before directory search existed: without search words.</summary>
public static class LegacyResources
{
    /// <summary>Inserts an active user, an inactive user, and a group.</summary>
    public const string InsertSql = """
        INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload) VALUES
        ('old/1', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"1","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"name":"ada.lovelace@x.example","active":true},
          "document":{"userName":"Ada"},"search":{"displayName":"ada \"king\" o\\k","name":{"familyName":"king-noel"},"title":"chief, engineer","emails":[{"value":"ada@y.example"},{"type":"work"}]}}'),
        ('old/2', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"2","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"name":"bob","active":false},"document":{"userName":"Bob"},"search":{"displayName":"bob"}}'),
        ('old/3', 'group', 0, 0, 's', 1, '{"tenant":"old","kind":"Group","id":"3","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"name":"crew","active":true},"document":{"displayName":"The Crew"},"search":{"displayName":"the crew"}}')
        """;

    /// <summary>Reads the search words.</summary>
    public const string SelectSql =
        "SELECT kind || ' ' || word || ' ' || field FROM scim_search_word ORDER BY kind, word";

    /// <summary>The search words after an upgrade.</summary>
    public static string[] SearchWords { get; } =
    [
        "Group crew 0",
        "Group the 0",
        "User ada 0",
        "User ada.lovelace@x.example 1",
        "User ada@y.example 1",
        "User chief 2",
        "User engineer 2",
        "User k 0",
        "User king 0",
        "User lovelace 1",
        "User noel 0",
        "User o 0",
    ];

    /// <summary>Inserts users as they were stored before every user had a value of <c>active</c>.</summary>
    public const string InsertUsersWithoutActiveSql = """
        INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload) VALUES
        ('old/1', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"1","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"name":"silent","active":true},"document":{"schemas":["u"],"id":"1","userName":"Silent","title":"a } b"},"search":{"id":"1","userName":"silent","title":"a } b"}}'),
        ('old/2', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"2","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"name":"inactive","active":false},"document":{"userName":"Inactive","active":false},"search":{"userName":"inactive","active":false},
          "reminder":{"grain":"user/old/2","name":"delete","hash":1,"due":"2027-01-01T00:00:00.0000000Z","period":1}}'),
        ('old/3', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"3","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"name":"gone","active":true},"document":{"userName":"Gone"},"search":{"userName":"gone"}}'),
        ('old/4', 'group', 0, 0, 's', 1, '{"tenant":"old","kind":"Group","id":"4","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"name":"crew","active":true},"document":{"displayName":"Crew"},"search":{"displayName":"crew"}}');
        UPDATE grain_state SET version = 2, payload = '{"tenant":"old","kind":"User","id":"3","op":"delete","version":2,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":null,"document":null,"search":null}' WHERE grain_key = 'old/3'
        """;

    /// <summary>The documents of <see cref="InsertUsersWithoutActiveSql"/> after an upgrade.</summary>
    public static string[] DocumentsWithActive { get; } =
    [
        """{"schemas":["u"],"id":"1","userName":"Silent","title":"a } b","active":true}""",
        """{"userName":"Inactive","active":false}""",
        """{"displayName":"Crew"}""",
    ];

    /// <summary>
    /// Inserts resources as they were stored before redundant white space was removed from names: names with white
    /// space at the ends and inside, one that is white space, and one without any.
    /// </summary>
    public const string InsertNamesSql = """
        INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload) VALUES
        ('old/1', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"1","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"unique":"ada king","partition":1,"name":" ada    king","display":" Ada \t\u00a0 King","active":true},
          "document":{"schemas":["u"],"userName":" Ada \t\u00a0 King","title":"a  b\u00e9","active":true},"search":{"userName":" ada    king","title":"a  b"}}'),
        ('old/2', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"2","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"unique":"bob ross","partition":1,"name":"bob ross","display":"Bob  R.","active":true},
          "document":{"userName":"Bob\u3000Ross","displayName":"Bob  R.","active":true},"search":{"userName":"bob ross","displayName":"bob  r."}}'),
        ('old/3', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"3","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"unique":"","partition":1,"name":"  ","display":" \t","active":true},
          "document":{"userName":" \t","active":true},"search":{"userName":"  "}}'),
        ('old/4', 'group', 0, 0, 's', 1, '{"tenant":"old","kind":"Group","id":"4","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"loose":"the crew","name":"the\u2028\u2028crew  ","display":"The\u2028\u2028Crew  ","active":true},
          "document":{"displayName":"The\u2028\u2028Crew  "},"search":{"displayName":"the\u2028\u2028crew  "}}'),
        ('old/5', 'user', 0, 0, 's', 1, '{"tenant":"old","kind":"User","id":"5","op":"create","version":1,"actor":"a","requestId":"r","changed":[],"at":"a","created":"a",
          "index":{"unique":"eve","partition":1,"name":"eve","display":"Eve  E.","active":true},
          "document":{"userName":"Eve","displayName":"Eve  E.","active":true},"search":{"userName":"eve","displayName":"eve  e."}}')
        """;

    /// <summary>The columns of the resources of <see cref="InsertNamesSql"/> after an upgrade.</summary>
    public static string[] CollapsedNames { get; } =
    [
        "1|ada king|ada king|Ada King|1",
        "2|bob ross|bob ross|Bob  R.|1",
        "3||| \t|1",
        "4||the crew|The Crew|1",
        "5|eve|eve|Eve  E.|1",
    ];

    /// <summary>The name in the search documents of <see cref="InsertNamesSql"/> after an upgrade.</summary>
    public static string[] CollapsedSearchNames { get; } = ["ada king", "bob ross", "", "the crew", "eve"];

    /// <summary>The documents of <see cref="InsertNamesSql"/> after an upgrade.</summary>
    public static string[] DocumentsWithCollapsedNames { get; } =
    [
        """{"schemas":["u"],"userName":"Ada King","title":"a  b\u00e9","active":true}""",
        """{"userName":"Bob Ross","displayName":"Bob  R.","active":true}""",
        """{"userName":" \t","active":true}""",
        """{"displayName":"The Crew"}""",
        """{"userName":"Eve","displayName":"Eve  E.","active":true}""",
    ];
}
