using System.Globalization;
using System.Reflection;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Hosting;

/// <summary>Reads whose silo is lost are asked again, for as long as a caller waits and no longer.</summary>
public sealed class ReadsTests
{
    private static readonly TimeSpan Timeout = TimeSpan.Parse(Reads.Timeout, CultureInfo.InvariantCulture);
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly WatchedClock _clock = new();
    private readonly List<TimeSpan> _asked = [];
    private readonly long _began;

    public ReadsTests() => _began = _clock.GetTimestamp();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Ask_RefusedSomeTimes_IsAskedAgainAfterAPauseEach(int refusals)
    {
        Task<string> answer = Reads.Ask(_clock, () => Answer(_asked.Count < refusals ? new SiloUnavailableException() : null));
        for (int i = 0; i < refusals; i++) await _clock.Pass(Pause, answer);
        Assert.Equal("answer", await answer);
        Assert.Equal(Enumerable.Range(0, refusals + 1).Select(i => i * Pause), _asked);
    }

    [Fact]
    public async Task Ask_NeverAnswered_IsAskedTwiceAndEndsWithinTheTimeOfAnyCall()
    {
        Task<string> answer = Reads.Ask<string>(_clock, async () =>
        {
            _asked.Add(Elapsed);
            await Task.Delay(Timeout, _clock);
            throw new TimeoutException();
        });
        foreach (TimeSpan step in new[] { Timeout, Pause, Timeout }) await _clock.Pass(step, answer);
        await Assert.ThrowsAsync<TimeoutException>(() => answer);
        Assert.Equal([TimeSpan.Zero, Timeout + Pause], _asked);

        // Orleans looks at time-outs once a second.
        Assert.True(Elapsed + TimeSpan.FromSeconds(2) < Budget);
    }

    [Fact]
    public async Task Ask_RefusedAllTheTime_LeavesTheLastTryItsWholeTime()
    {
        Task<string> answer = Reads.Ask(_clock, () => Answer(new SiloUnavailableException()));
        while (await _clock.IsWaitedFor(answer) && Elapsed < 2 * Budget) await _clock.Pass(Pause, answer);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => answer);
        Assert.Equal(Budget - Timeout, _asked[^1]);
    }

    [Theory]
    [InlineData(typeof(OrleansException))] // A database that is away: see Outage.
    [InlineData(typeof(InvalidOperationException))]
    public async Task Ask_AnythingElseWentWrong_IsNotAskedAgain(Type error)
    {
        Exception expected = (Exception)Activator.CreateInstance(error)!;
        Assert.Same(expected, await Assert.ThrowsAnyAsync<Exception>(() => Reads.Ask(_clock, () => Answer(expected))));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Ask_NobodyWaitsAnyMore_Ends()
    {
        using var abandoned = new CancellationTokenSource();
        Task<string> answer = Reads.Ask(_clock, () => Answer(new SiloUnavailableException()), abandoned.Token);
        await abandoned.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => Reads.Ask(_clock, () => Answer(new SiloUnavailableException()), abandoned.Token));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public void TheShortTime_IsThatOfReadsFromMemoryOrOneRowAndOfNothingElse()
    {
        string[] methods =
        [
            .. typeof(Reads).Assembly.GetTypes().Where(t => t.IsInterface).SelectMany(t => t.GetMethods())
                .Where(m => m.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout == Timeout)
                .Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "IAccessGrain.Of", "IResourceGrain.Read", "ISearchGrain.Group", "ISearchGrain.User", "ISiteGrain.Read", "ITenantGrain.Snapshot",
                "IUserGrain.ReadNamed", "IUserGrain.Standing", "IUserSessionsGrain.Introspect",
            ],
            methods);
    }

    private TimeSpan Elapsed => _clock.GetElapsedTime(_began);

    private Task<string> Answer(Exception? error)
    {
        _asked.Add(Elapsed);
        return error is null ? Task.FromResult("answer") : Task.FromException<string>(error);
    }
}
