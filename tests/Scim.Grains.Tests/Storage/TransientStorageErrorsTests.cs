using System.Data.Common;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Storage;

/// <summary>
/// Tests that a grain whose activation fails because of a database outage throws an exception that every process can
/// deserialize.
/// </summary>
public sealed class TransientStorageErrorsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TranslateErrors_OfOutage_ReturnsOrleansExceptionWithoutDriverDetails(bool atOnce)
    {
        OrleansException translated = await Assert.ThrowsAsync<OrleansException>(() =>
            TransientStorageErrors.TranslateErrorsAsync(() =>
                ThrowAndFilterAsync(new FakeDriverException(transient: true), atOnce)
            )
        );
        Assert.Null(translated.InnerException);
        Assert.Contains(nameof(FakeDriverException), translated.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TranslateErrors_OfOtherException_ReturnsItUnchanged()
    {
        await Assert.ThrowsAsync<FakeDriverException>(() =>
            TransientStorageErrors.TranslateErrorsAsync(() =>
                ThrowAndFilterAsync(new FakeDriverException(transient: false), atOnce: false)
            )
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TransientStorageErrors.TranslateErrorsAsync(() =>
                ThrowAndFilterAsync(new InvalidOperationException(), atOnce: false)
            )
        );
        await TransientStorageErrors.TranslateErrorsAsync(() => Task.CompletedTask);
    }

    private static Task ThrowAndFilterAsync(Exception exception, bool atOnce) =>
        atOnce ? throw exception : Task.FromException(exception);

    private sealed class FakeDriverException(bool transient) : DbException("The driver's own words.")
    {
        public override bool IsTransient => transient;
    }
}
