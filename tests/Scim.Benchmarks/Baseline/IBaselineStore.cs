namespace Scim.Benchmarks.Baseline;

/// <summary>What the bare endpoint does for a write: one statement that is committed when it returns.</summary>
internal interface IBaselineStore : IAsyncDisposable
{
    /// <summary>Makes the tables: one of documents by id, one of members.</summary>
    Task PrepareSchemaAsync(IEnumerable<string> ids, byte[] document);

    /// <summary>Inserts a document.</summary>
    Task InsertUserAsync(string id, byte[] document);

    /// <summary>Replaces a document.</summary>
    Task UpdateUserAsync(string id, byte[] document);

    /// <summary>Adds a member, or removes him.</summary>
    Task ChangeMemberAsync(string group, string member, bool add);
}
