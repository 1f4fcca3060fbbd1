namespace Scim.Benchmarks.Baseline;

/// <summary>
/// The storage of the bare endpoint: each write is one statement that is committed when the call returns.
/// </summary>
internal interface IBaselineStore : IAsyncDisposable
{
    /// <summary>Creates the document and member tables and inserts <paramref name="document"/> under each id.</summary>
    Task PrepareSchemaAsync(IEnumerable<string> ids, byte[] document);

    /// <summary>Inserts a document.</summary>
    Task InsertUserAsync(string id, byte[] document);

    /// <summary>Replaces a document.</summary>
    Task UpdateUserAsync(string id, byte[] document);

    /// <summary>Adds or removes a member.</summary>
    Task ChangeMemberAsync(string group, string member, bool add);
}
