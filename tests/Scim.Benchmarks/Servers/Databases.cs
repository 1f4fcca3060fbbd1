namespace Scim.Benchmarks.Servers;

/// <summary>Makes databases.</summary>
internal static class Databases
{
    /// <summary>The storages that can be measured.</summary>
    public static IReadOnlyList<Storage> Available { get; } = [Storage.Sqlite];

    /// <summary>An empty database.</summary>
    public static Task<Database> Create(Storage storage) => storage switch
    {
        Storage.Sqlite => Task.FromResult<Database>(new SqliteFiles()),
        _ => throw new NotSupportedException($"{storage} cannot be measured yet."),
    };
}
