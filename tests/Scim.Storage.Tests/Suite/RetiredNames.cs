namespace Scim.Storage.Tests.Suite;

/// <summary>
/// Names of version 0.1 that the migration <c>0012_vocabulary</c> replaced. No object of the schema, and no text of a
/// function, trigger or view, may use them.
/// </summary>
public static class RetiredNames
{
    /// <summary>Columns, as <c>table.column</c> with the present name of the table.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "scim_change.at",
        "scim_change.changed",
        "scim_change.tx",
        "scim_commit.at",
        "scim_commit.changed",
        "scim_commit.idx",
        "scim_commit.op",
        "scim_member_removal.n",
        "scim_member_removal_part.n",
        "scim_member_removal_part.part",
        "scim_resource_count.n",
        "scim_resource_count_part.n",
        "scim_resource_count_part.part",
        "scim_upload_chunk.piece",
    ];

    /// <summary>Tables, views, indexes, sequences, constraints, functions and triggers.</summary>
    public static IReadOnlyList<string> Objects { get; } =
    [
        "grain_state_declared_inserted",
        "grain_state_declared_updated",
        "grain_state_gone",
        "grain_state_of_tenant_inserted",
        "grain_state_of_tenant_updated",
        "grain_state_of_tenant_written",
        "grain_states_written",
        "scim_applied",
        "scim_change_tx",
        "scim_commit_applied",
        "scim_commit_loose_name",
        "scim_commit_no_loose_name",
        "scim_commit_words",
        "scim_count",
        "scim_count_deleted",
        "scim_count_part",
        "scim_count_part_part_seq",
        "scim_count_part_pkey",
        "scim_counted",
        "scim_cycle",
        "scim_digested",
        "scim_fact",
        "scim_facts",
        "scim_leaf",
        "scim_loose_name",
        "scim_loose_name_name",
        "scim_loose_name_pkey",
        "scim_loose_names_applied",
        "scim_lost",
        "scim_lost_part",
        "scim_lost_part_part_seq",
        "scim_lost_part_pkey",
        "scim_member_lost",
        "scim_member_of",
        "scim_members_applied",
        "scim_members_held",
        "scim_members_probed",
        "scim_nesting_checked",
        "scim_permission_of",
        "scim_permission_role",
        "scim_reminders_removed",
        "scim_reminders_set",
        "scim_resource_facts",
        "scim_resource_loose_name_deleted",
        "scim_resource_partition",
        "scim_resource_permissions_deleted",
        "scim_resource_words_deleted",
        "scim_resources_applied",
        "scim_role_deleted",
        "scim_roles_committed",
        "scim_schemas",
        "scim_schemas_committed",
        "scim_schemas_held",
        "scim_schemas_pkey",
        "scim_short",
        "scim_site_committed",
        "scim_site_gone",
        "scim_states_added",
        "scim_states_changed",
        "scim_tenant_committed",
        "scim_unique",
        "scim_unique_deleted",
        "scim_unique_pkey",
        "scim_unique_rid",
        "scim_uniques_applied",
        "scim_upload_piece",
        "scim_upload_piece_pkey",
        "scim_value",
        "scim_word",
        "scim_word_pkey",
        "scim_words",
        "scim_words_applied",
        "scim_words_found",
        "scim_words_pkey",
        "scim_words_removed",
    ];

    /// <summary>A regular expression that matches each of <see cref="Objects"/> as a whole word.</summary>
    /// <param name="boundary">What the expressions of the language write for the boundary of a word.</param>
    public static string FormatPattern(string boundary) => $"{boundary}({string.Join('|', Objects)}){boundary}";
}
