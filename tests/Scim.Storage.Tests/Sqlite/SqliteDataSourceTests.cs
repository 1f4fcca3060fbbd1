using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>Tests pooled connections that keep their prepared statements.</summary>
public sealed class SqliteDataSourceTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-source-");
    private SqliteDataSource _dataSource = null!;

    public async ValueTask InitializeAsync()
    {
        _dataSource = new SqliteDataSource(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(_folder.FullName, "x.db"),
                Pooling = false,
            }.ToString()
        );
        await using DbConnection connection = await _dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync("CREATE TABLE t (n INTEGER)");
    }

    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Open_AfterADispose_HandsOutTheSameConnection()
    {
        DbConnection first = await _dataSource.OpenConnectionAsync();
        DbConnection second = await _dataSource.OpenConnectionAsync();
        Assert.NotSame(first, second);
        await first.DisposeAsync();

        Assert.Same(first, await _dataSource.OpenConnectionAsync());
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_Twice_ReturnsTheConnectionOnce()
    {
        DbConnection connection = await _dataSource.OpenConnectionAsync();
        await connection.DisposeAsync();
        await connection.DisposeAsync();

        await using DbConnection one = await _dataSource.OpenConnectionAsync();
        await using DbConnection other = await _dataSource.OpenConnectionAsync();
        Assert.NotSame(one, other);
    }

    [Fact]
    public async Task Dispose_WithAnOpenTransaction_RollsBack()
    {
        DbConnection connection = await _dataSource.OpenConnectionAsync();
        DbTransaction transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("INSERT INTO t VALUES (1)", transaction: transaction);
        await connection.DisposeAsync();

        await using DbConnection next = await _dataSource.OpenConnectionAsync();
        Assert.Equal(0, await next.ExecuteScalarAsync<long>("SELECT count(*) FROM t"));
        await next.ExecuteAsync("INSERT INTO t VALUES (2)");
    }

    [Fact]
    public async Task Execute_OfCachedStatement_UsesNewValuesAndSurvivesErrorsAndSchemaChanges()
    {
        for (int i = 0; i < 3; i++)
        {
            await using DbConnection connection = await _dataSource.OpenConnectionAsync();
            await connection.ExecuteAsync("INSERT INTO t VALUES (@i)", new { i });
            await Assert.ThrowsAsync<SqliteException>(() =>
                connection.ExecuteAsync("INSERT INTO t VALUES (abs(@i))", new { i = long.MinValue })
            );
            Assert.Equal(i, await connection.ExecuteScalarAsync<long>("SELECT max(n) FROM t"));
            await connection.ExecuteAsync($"ALTER TABLE t ADD COLUMN c{i} TEXT DEFAULT 'x'");
            await connection.ExecuteAsync($"ALTER TABLE t DROP COLUMN c{i}");
        }
    }

    [Fact]
    public async Task Execute_OfMoreStatementsThanCached_Succeeds()
    {
        await using DbConnection connection = await _dataSource.OpenConnectionAsync();
        for (int i = 0; i < 250; i++)
            Assert.Equal(i, await connection.ExecuteScalarAsync<long>($"SELECT {i}"));
    }

    [Fact]
    public async Task Dispose_OfTheSource_ClosesConnectionsReturnedLater()
    {
        DbConnection connection = await _dataSource.OpenConnectionAsync();
        await _dataSource.DisposeAsync();
        await connection.DisposeAsync();

        Assert.Equal(System.Data.ConnectionState.Closed, connection.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _dataSource.OpenConnectionAsync());
    }
}
