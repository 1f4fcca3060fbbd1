using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;

namespace Scim.Grains.Tenants;

/// <summary>The tenant's schemas and resource types. See <see cref="ITenantSchemaGrain"/>.</summary>
internal sealed partial class TenantGrain
{
    private SchemaSet _schemas = SchemaSet.None;

    /// <inheritdoc/>
    public Task<ScimResult<SchemaSet>> ReadSchemas() => Task.FromResult<ScimResult<SchemaSet>>(_store.Current.Exists ? Schemas() : Missing());

    /// <inheritdoc/>
    public async Task<ScimResult<SchemaSet>> Declare(Declaration declaration)
    {
        if (!_store.Current.Exists) return Missing();
        SchemaSet present = Schemas();
        ScimResult<TenantDeclarations> next = SchemaRules.Apply(present.Declared, declaration);
        if (next.Value is not { } declared) return next.Error!;

        TenantSchemas before = present.Compiled, after = declared.Compile(version: 1);
        IReadOnlyList<StoredRule> conditions = SchemaChange.Conditions(before, after);
        if (conditions.Count > 0 && await Refusal(conditions) is { } refusal) return refusal;
        await CommitSchemas(declared.ToUtf8());
        foreach ((string kind, string path) in SchemaChange.Freed(before, after)) await schemaStore.Free(Id, kind, path, CancellationToken.None);
        return Schemas();
    }

    // From the first commit on the database takes no resource any more that was made under the schemas as they are now, and nobody gets to know newer ones before this
    // turn of the grain is over: what is looked at then is all there will be.
    private async Task<ScimError?> Refusal(IReadOnlyList<StoredRule> conditions)
    {
        await CommitSchemas(_store.Current.Schemas);
        if (await schemaStore.FirstBroken(Id, conditions, CancellationToken.None) is { } broken) return Refused(broken);
        foreach (StoredRule.DistinctValues distinct in conditions.OfType<StoredRule.DistinctValues>())
            if (!await schemaStore.Occupy(Id, distinct.Kind, distinct.Place, CancellationToken.None)) return Refused(distinct);
        return null;
    }

    private Task CommitSchemas(ReadOnlyMemory<byte> schemas)
    {
        TenantState next = TenantRules.Changed(_store.Current, time.GetUtcNow());
        return Commit(next with { SchemasVersion = next.Version, Schemas = schemas });
    }

    private SchemaSet Schemas()
    {
        TenantState state = _store.Current;
        if (_schemas.Version != state.SchemasVersion) _schemas = new SchemaSet { Version = state.SchemasVersion, Json = state.Schemas };
        return _schemas;
    }

    private static ScimError Refused(StoredRule rule) => new(ScimErrorKind.Conflict, rule.Problem);
}
