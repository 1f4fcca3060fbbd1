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

    // Completes when the schema change in progress ends, successfully or not; null when there is none.
    private Task? _schemaChange;

    /// <inheritdoc/>
    public Task<ScimResult<SchemaSet>> ReadSchemas() =>
        Task.FromResult<ScimResult<SchemaSet>>(_store.Current.Exists ? GetSchemas() : CreateNotFoundError());

    /// <inheritdoc/>
    public async Task<ScimResult<SchemaSet>> UpdateSchemas(SchemaRegistration registration)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        SchemaSet present = GetSchemas();
        ScimResult<TenantCustomSchemas> next = SchemaRules.ApplyRegistration(present.CustomSchemas, registration);
        if (next.Value is not { } customSchemas)
            return next.Error!;

        var ended = new TaskCompletionSource();
        ended.Task.Ignore();
        _schemaChange = ended.Task;
        try
        {
            return await CommitRegistrationAsync(present.Compiled, customSchemas);
        }
        catch (Exception e)
        {
            // The outcome may be unknown: the snapshots that wait must not be answered from this activation.
            ended.SetException(e);
            throw;
        }
        finally
        {
            _schemaChange = null;
            PublishState();
            ended.TrySetResult();
        }
    }

    private async Task<ScimResult<SchemaSet>> CommitRegistrationAsync(
        TenantSchemas before,
        TenantCustomSchemas customSchemas
    )
    {
        TenantSchemas after = customSchemas.CompileSchemas(version: 1);
        IReadOnlyList<StoredRule> rules = SchemaChangeAnalyzer.GetStoredRules(before, after);
        if (rules.Count > 0 && await CheckStoredRulesAsync(rules) is { } refusal)
            return refusal;
        await CommitSchemasAsync(customSchemas.ToUtf8());
        foreach ((string type, string path) in SchemaChangeAnalyzer.GetReleasedUniqueValues(before, after))
            await schemaStore.ReleaseValuesAsync(Id, type, path, CancellationToken.None);
        return GetSchemas();
    }

    // The first commit increments the version of the schemas, so that the database refuses resources that were built
    // under the previous one, and no process can read the next version before this call ends, because it is published
    // at the end. The rules are therefore checked against all resources that will exist.
    private async Task<ScimError?> CheckStoredRulesAsync(IReadOnlyList<StoredRule> rules)
    {
        await CommitSchemasAsync(_store.Current.Schemas);
        if (await schemaStore.FindFirstViolationAsync(Id, rules, CancellationToken.None) is { } violated)
            return CreateViolationError(violated);
        foreach (StoredRule.DistinctValues distinct in rules.OfType<StoredRule.DistinctValues>())
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

    private static ScimError CreateViolationError(StoredRule rule) => new(ScimErrorKind.Conflict, rule.Problem);
}
