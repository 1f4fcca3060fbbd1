using Npgsql;
using Scim.Clustering;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Tests which defaults are added to a connection string, and which settings are kept.</summary>
public sealed class PostgresConnectionDefaultsTests
{
    [Fact]
    public void ApplyDefaults_WithoutSetting_AddsDefaults()
    {
        var complete = new NpgsqlConnectionStringBuilder(
            PostgresConnectionDefaults.ApplyDefaults("Host=db;Database=scim;Username=scim")
        );

        Assert.Equal(("db", "scim", "scim"), (complete.Host, complete.Database, complete.Username));
        Assert.True(complete.NoResetOnClose);
        Assert.Equal((100, 2, 50), (complete.MaxAutoPrepare, complete.AutoPrepareMinUsages, complete.MaxPoolSize));
        Assert.Contains("jit=off", complete.Options, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No Reset On Close=false;Max Auto Prepare=7;Maximum Pool Size=9;Options=-c jit=on")]
    [InlineData("noresetonclose=false;MaxAutoPrepare=7;MaxPoolSize=9;options=-c jit=on")]
    public void ApplyDefaults_WhereUserSpecifies_KeepsIt(string own)
    {
        var complete = new NpgsqlConnectionStringBuilder(PostgresConnectionDefaults.ApplyDefaults("Host=db;" + own));

        Assert.Equal(
            (false, 7, 9, "-c jit=on"),
            (complete.NoResetOnClose, complete.MaxAutoPrepare, complete.MaxPoolSize, complete.Options)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("Host=db;Password=secret;Color=red")]
    [InlineData("Host=db;Password=secret;Port=secret")]
    [InlineData("Database=secret")]
    public void ApplyDefaults_OfInvalidText_IsRejectedWithoutRepeatingIt(string text)
    {
        var refused = Assert.Throws<StorageUnavailableException>(() => PostgresConnectionDefaults.ApplyDefaults(text));

        Assert.Contains("ConnectionStrings__Scim", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }
}
