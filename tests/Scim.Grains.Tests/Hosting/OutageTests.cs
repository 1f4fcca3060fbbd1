using System.Data.Common;
using Orleans.Runtime;
using Scim.Grains.Hosting;

namespace Scim.Grains.Tests.Hosting;

/// <summary>What a grain says when the database is away while it comes to life: something that every process can read.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Translated_OfAnOutage_IsOrleansOwnWithNothingOfTheDrivers(bool atOnce)
    {
        OrleansException told = await Assert.ThrowsAsync<OrleansException>(() => Outage.Translated(() => Fail(new Driver(transient: true), atOnce)));
        Assert.Null(told.InnerException);
        Assert.Contains(nameof(Driver), told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Translated_OfAnythingElse_PassesItOn()
    {
        await Assert.ThrowsAsync<Driver>(() => Outage.Translated(() => Fail(new Driver(transient: false), atOnce: false)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Outage.Translated(() => Fail(new InvalidOperationException(), atOnce: false)));
        await Outage.Translated(() => Task.CompletedTask);
    }

    private static Task Fail(Exception exception, bool atOnce) => atOnce ? throw exception : Task.FromException(exception);

    private sealed class Driver(bool transient) : DbException("The driver's own words.")
    {
        public override bool IsTransient => transient;
    }
}
