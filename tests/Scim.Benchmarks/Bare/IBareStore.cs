namespace Scim.Benchmarks.Bare;

/// <summary>What the bare endpoint does for a write: one statement that is committed when it returns.</summary>
internal interface IBareStore : IAsyncDisposable
{
    /// <summary>Makes the tables: one of documents by id, one of members.</summary>
    Task Prepare(IEnumerable<string> ids, byte[] document);

    /// <summary>Inserts a document.</summary>
    Task Insert(string id, byte[] document);

    /// <summary>Replaces a document.</summary>
    Task Update(string id, byte[] document);

    /// <summary>Adds a member, or removes him.</summary>
    Task Member(string group, string member, bool add);
}
