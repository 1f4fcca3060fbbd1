using Scim.Storage.Databases;
using Scim.Storage.Sqlite;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>A SQLite file in a temporary folder.</summary>
public sealed class SqliteFixture : StorageFixture
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-storage-");

    public override IReadOnlyList<string> TenantTables => [.. base.TenantTables, "scim_indexed_value"];

    protected override ValueTask<ScimDatabase> CreateDatabaseAsync() => new(new SqliteDatabase(_folder.FullName));

    protected override ValueTask RemoveDatabaseAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}
