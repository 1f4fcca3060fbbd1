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
}
