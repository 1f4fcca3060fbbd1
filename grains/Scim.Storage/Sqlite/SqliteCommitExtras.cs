using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Resources;

namespace Scim.Storage.Sqlite;

/// <summary>Applies the extras of a commit (<see cref="CommitExtras"/>).</summary>
internal static class SqliteCommitExtras
{
    // A value that the resource already has is not inserted again: it may be older than the rule that makes the
    // attribute unique.
    private const string DeleteUniqueValuesSql = """
        DELETE FROM scim_unique_value WHERE rid = @rid AND (path, value) NOT IN (
          SELECT v.value ->> '$.path', v.value ->> '$.value' FROM json_each(@extras, '$.values') AS v)
        """;
    private const string InsertUniqueValuesSql = """
        INSERT INTO scim_unique_value (tenant, kind, path, value, rid)
        SELECT @tenant, @kind, v.value ->> '$.path', v.value ->> '$.value', @rid
        FROM json_each(@extras, '$.values') AS v
        WHERE (v.value ->> '$.path', v.value ->> '$.value') NOT IN (
          SELECT u.path, u.value FROM scim_unique_value AS u WHERE u.rid = @rid)
        """;
    private const string DeleteNonUniqueNameSql = """
        DELETE FROM scim_non_unique_name WHERE rid = @rid AND @extras ->> '$.loose' IS NULL
        """;
    private const string UpsertNonUniqueNameSql = """
        INSERT INTO scim_non_unique_name (rid, tenant, kind, name, id)
        SELECT @rid, @tenant, @kind, @extras ->> '$.loose', @id WHERE @extras ->> '$.loose' IS NOT NULL
        ON CONFLICT (rid) DO UPDATE SET name = excluded.name
        """;
    private const string DeleteAllMembersSql = """
        DELETE FROM scim_member
        WHERE @extras ->> '$.members.replace' = 1 AND tenant = @tenant AND group_id = @id
        """;
    private const string DeleteMembersSql = """
        DELETE FROM scim_member
        WHERE tenant = @tenant AND group_id = @id
          AND member_id IN (SELECT value FROM json_each(@extras, '$.members.remove'))
        """;

    // A candidate that was deleted after the group validated it is left out.
    private const string InsertMembersSql = """
        INSERT INTO scim_member (tenant, group_id, member_id, kind)
        SELECT @tenant, @id, r.id, r.kind
        FROM json_each(@extras, '$.members.add') AS a CROSS JOIN scim_resource AS r
        WHERE r.tenant = @tenant AND r.kind = a.value ->> '$.kind' AND r.id = a.value ->> '$.id'
        ON CONFLICT DO NOTHING
        """;

    // Two groups may be added to each other at the same time, and neither request sees the other's membership.
    private const string CircularMembershipSql = """
        WITH RECURSIVE ancestor_group (id) AS (
          SELECT group_id FROM scim_member WHERE tenant = @tenant AND member_id = @id
          UNION
          SELECT m.group_id
          FROM ancestor_group AS a CROSS JOIN scim_member AS m
          WHERE m.tenant = @tenant AND m.member_id = a.id)
        SELECT 1 FROM ancestor_group WHERE id = @id
        """;
    private const string DeleteReminderSql = """
        DELETE FROM reminder
        WHERE @extras ->> '$.reminder.due' IS NULL AND service_id = @serviceId
          AND grain_id = @extras ->> '$.reminder.grain' AND reminder_name = @extras ->> '$.reminder.name'
        """;

    // The time as the driver writes it for Orleans: without trailing zeros.
    private const string UpsertReminderSql = """
        INSERT INTO reminder (service_id, grain_id, reminder_name, grain_hash, start_time, period, version)
        SELECT @serviceId, @extras ->> '$.reminder.grain', @extras ->> '$.reminder.name',
          @extras ->> '$.reminder.hash',
          replace(rtrim(rtrim(rtrim(@extras ->> '$.reminder.due', 'Z'), '0'), '.'), 'T', ' '),
          @extras ->> '$.reminder.period', @extras ->> '$.reminder.version'
        WHERE @extras ->> '$.reminder.due' IS NOT NULL
        ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
        SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period,
          version = version + 1
        """;

    /// <summary>Applies the extras of a new resource.</summary>
    /// <exception cref="CommitRejectedException">A group would be a member of itself.</exception>
    public static void ApplyExtras(SqliteCommitStatements statements)
    {
        if (statements.Commit.State.Index?.Values is not null)
            statements.ExecuteStatement(InsertUniqueValuesSql);
        ApplyRest(statements);
    }

    /// <summary>Replaces the unique values of an existing resource.</summary>
    public static void ApplyUniqueValues(SqliteCommitStatements statements)
    {
        statements.ExecuteStatement(DeleteUniqueValuesSql);
        statements.ExecuteStatement(InsertUniqueValuesSql);
    }

    /// <summary>Applies the extras other than unique values, after the resource was written.</summary>
    /// <exception cref="CommitRejectedException">A group would be a member of itself.</exception>
    public static void ApplyRest(SqliteCommitStatements statements)
    {
        statements.ExecuteStatement(DeleteNonUniqueNameSql);
        if (statements.Commit.State.Index?.NonUniqueName is not null)
            statements.ExecuteStatement(UpsertNonUniqueNameSql);
        if (statements.Commit.State.Members is { } members)
            ApplyMembers(statements, members);
        ApplyReminder(statements);
    }

    /// <summary>Applies the change of a reminder, if there is one.</summary>
    public static void ApplyReminder(SqliteCommitStatements statements)
    {
        if (statements.Commit.State.Reminder is { } reminder)
            statements.ExecuteStatement(reminder.Due is null ? DeleteReminderSql : UpsertReminderSql);
    }

    private static void ApplyMembers(SqliteCommitStatements statements, MembershipDelta members)
    {
        if (members.Replace)
            statements.ExecuteStatement(DeleteAllMembersSql);
        if (members.Remove.Count > 0)
            statements.ExecuteStatement(DeleteMembersSql);
        if (members.Add.Count == 0)
            return;
        statements.ExecuteStatement(InsertMembersSql);
        if (
            members.Add.Any(m => m.Type == Protocol.Schema.ResourceTypeNames.Group)
            && statements.ExecuteScalar(CircularMembershipSql) is not null
        )
            throw new CommitRejectedException(CommitFailure.Cycle);
    }
}
