using System.Globalization;
using System.Reflection;
using Scim.GrainInterfaces;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests;

/// <summary>Tests that reads whose silo has failed are retried, but not longer than the caller's timeout.</summary>
public sealed class GrainReadRetryTests
{
    private static readonly TimeSpan Timeout = TimeSpan.Parse(GrainReadRetry.Timeout, CultureInfo.InvariantCulture);
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(0.5);
    private readonly WaitTrackingTimeProvider _clock = new();
    private readonly List<TimeSpan> _callTimes = [];
    private readonly long _startedAt;

    public GrainReadRetryTests() => _startedAt = _clock.GetTimestamp();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task ReadWithRetry_RejectedRepeatedly_RetriesAfterDelay(int refusals)
    {
        Task<string> read = GrainReadRetry.ReadWithRetryAsync(
            _clock,
            () => RespondAsync(_callTimes.Count < refusals ? new SiloUnavailableException() : null)
        );
        for (int i = 0; i < refusals; i++)
            await _clock.AdvanceForAsync(RetryDelay, read);
        Assert.Equal("read", await read);
        Assert.Equal(Enumerable.Range(0, refusals + 1).Select(i => i * RetryDelay), _callTimes);
    }

    [Fact]
    public async Task ReadWithRetry_NeverAnswered_RetriesWithinTheCallTimeout()
    {
        Task<string> read = GrainReadRetry.ReadWithRetryAsync<string>(
            _clock,
            async () =>
            {
                _callTimes.Add(Elapsed);
                await Task.Delay(Timeout, _clock);
                throw new TimeoutException();
            }
        );
        for (bool isCalling = true; await _clock.IsAwaitedAsync(read) && Elapsed < 2 * Budget; isCalling = !isCalling)
            await _clock.AdvanceForAsync(isCalling ? Timeout : RetryDelay, read);
        await Assert.ThrowsAsync<TimeoutException>(() => read);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => i * (Timeout + RetryDelay)), _callTimes);

        // Orleans checks timeouts once per second.
        Assert.True(Elapsed + TimeSpan.FromSeconds(2) < Budget);
    }

    [Fact]
    public async Task ReadWithRetry_AlwaysRejected_LeavesTheLastAttemptItsFullTimeout()
    {
        Task<string> read = GrainReadRetry.ReadWithRetryAsync(
            _clock,
            () => RespondAsync(new SiloUnavailableException())
        );
        while (await _clock.IsAwaitedAsync(read) && Elapsed < 2 * Budget)
            await _clock.AdvanceForAsync(RetryDelay, read);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => read);
        Assert.Equal(Budget - TimeSpan.FromSeconds(2) - Timeout, _callTimes[^1]);
    }

    [Theory]
    [InlineData(typeof(OrleansException))] // A database that is away: see Outage.
    [InlineData(typeof(InvalidOperationException))]
    public async Task ReadWithRetry_OtherFailure_IsNotRetried(Type error)
    {
        Exception expected = (Exception)Activator.CreateInstance(error)!;
        Assert.Same(
            expected,
            await Assert.ThrowsAnyAsync<Exception>(() =>
                GrainReadRetry.ReadWithRetryAsync(_clock, () => RespondAsync(expected))
            )
        );
        Assert.Single(_callTimes);
    }

    [Fact]
    public async Task ReadWithRetry_Cancelled_Ends()
    {
        using var abandoned = new CancellationTokenSource();
        Task<string> read = GrainReadRetry.ReadWithRetryAsync(
            _clock,
            () => RespondAsync(new SiloUnavailableException()),
            abandoned.Token
        );
        await abandoned.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await Assert.ThrowsAsync<SiloUnavailableException>(() =>
            GrainReadRetry.ReadWithRetryAsync(
                _clock,
                () => RespondAsync(new SiloUnavailableException()),
                abandoned.Token
            )
        );
        Assert.Equal(2, _callTimes.Count);
    }

    [Fact]
    public void ShortTimeout_OfGrainMethods_IsLimitedToSingleRowReads()
    {
        string[] methods =
        [
            .. typeof(GrainReadRetry)
                .Assembly.GetTypes()
                .Where(t => t.IsInterface)
                .SelectMany(t => t.GetMethods())
                .Where(m => m.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout == Timeout)
                .Select(m => $"{m.DeclaringType!.Name}.{m.Name}")
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "IAccessGrain.GetAccess",
                "IResourceGrain.Read",
                "ISearchGrain.GetGroup",
                "ISearchGrain.GetUser",
                "ISiteGrain.Read",
                "ITenantGrain.GetSnapshot",
                "IUserGrain.GetStatus",
                "IUserGrain.ReadByUserName",
                "IUserSessionsGrain.IntrospectSession",
            ],
            methods
        );
    }

    private TimeSpan Elapsed => _clock.GetElapsedTime(_startedAt);

    private Task<string> RespondAsync(Exception? error)
    {
        _callTimes.Add(Elapsed);
        return error is null ? Task.FromResult("read") : Task.FromException<string>(error);
    }
}
