using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>The tenant's schemas and resource types. See <see cref="ITenantSchemaGrain"/>.</summary>
internal sealed partial class TenantGrain
{
    private SchemaSet _schemas = SchemaSet.None;

    /// <inheritdoc/>
    public Task<ScimResult<SchemaSet>> ReadSchemas() =>
        Task.FromResult<ScimResult<SchemaSet>>(
            _store.Current.Exists ? GetSchemas() : CreateNotFoundError()
        );

    /// <inheritdoc/>
    public async Task<ScimResult<SchemaSet>> UpdateSchemas(SchemaRegistration declaration)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        SchemaSet present = GetSchemas();
        ScimResult<TenantCustomSchemas> next = SchemaRules.ApplyRegistration(
            present.CustomSchemas,
            declaration
        );
        if (next.Value is not { } declared)
            return next.Error!;

        TenantSchemas before = present.Compiled,
            after = declared.CompileSchemas(version: 1);
        IReadOnlyList<StoredRule> conditions = SchemaChangeAnalyzer.GetStoredRules(before, after);
        if (conditions.Count > 0 && await CheckStoredRulesAsync(conditions) is { } refusal)
            return refusal;
        await CommitSchemasAsync(declared.ToUtf8());
        foreach (
            (string kind, string path) in SchemaChangeAnalyzer.GetReleasedUniqueValues(
                before,
                after
            )
        )
            await schemaStore.ReleaseValuesAsync(Id, kind, path, CancellationToken.None);
        return GetSchemas();
    }

    // From the first commit on the database takes no resource any more that was made under the schemas as they are now,
    // and nobody gets to know newer ones before this turn of the grain is over: what is looked at then is all there
    // will be.
    private async Task<ScimError?> CheckStoredRulesAsync(IReadOnlyList<StoredRule> conditions)
    {
        await CommitSchemasAsync(_store.Current.Schemas);
        if (
            await schemaStore.FindFirstViolationAsync(Id, conditions, CancellationToken.None) is
            { } broken
        )
            return CreateViolationError(broken);
        foreach (
            StoredRule.DistinctValues distinct in conditions.OfType<StoredRule.DistinctValues>()
        )
            if (
                !await schemaStore.ReserveValuesAsync(
                    Id,
                    distinct.ResourceTypeName,
                    distinct.Path,
                    CancellationToken.None
                )
            )
                return CreateViolationError(distinct);
        return null;
    }

    private Task CommitSchemasAsync(ReadOnlyMemory<byte> schemas)
    {
        TenantState next = TenantRules.WithNextVersion(_store.Current, time.GetUtcNow());
        return CommitStateAsync(next with { SchemasVersion = next.Version, Schemas = schemas });
    }

    private SchemaSet GetSchemas()
    {
        TenantState state = _store.Current;
        if (_schemas.Version != state.SchemasVersion)
            _schemas = new SchemaSet { Version = state.SchemasVersion, Json = state.Schemas };
        return _schemas;
    }

    private static ScimError CreateViolationError(StoredRule rule) =>
        new(ScimErrorKind.Conflict, rule.Problem);
}
