using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Replay;

/// <summary>
/// Replays request sequences of real identity providers on a tenant with default settings and on a tenant that follows
/// the RFC strictly.
/// </summary>
public sealed class TrafficTests(TrafficTests.ReplayTenants tenants) : IClassFixture<TrafficTests.ReplayTenants>
{
    public static TheoryData<string> FileNames => [.. TrafficFile.Names];

    [Theory, MemberData(nameof(FileNames))]
    public Task Replay_OnTenantWithDefaults_EveryStepPasses(string file) =>
        ReplayFileAsync(file, tenants.Tenant, "replace-creates");

    [Theory, MemberData(nameof(FileNames))]
    public Task Replay_OnTenantWithoutReplaceCreates_EveryStepPasses(string file) =>
        ReplayFileAsync(file, tenants.Strict);

    private static async Task ReplayFileAsync(string file, TestTenant tenant, params string[] accepted)
    {
        IReadOnlyList<StepResult> results = await new TrafficRunner(
            RawHttpClient.Client,
            tenant.Url,
            tenant.Token,
            accepted
        ).RunFileAsync(TrafficFile.LoadFile(file));
        Assert.NotEmpty(results);
        StepResult[] failed = [.. results.Where(result => result.Outcome == StepOutcome.Failed)];
        foreach (StepResult skipped in results.Where(result => result.Outcome == StepOutcome.Skipped))
            TestContext.Current.TestOutputHelper?.WriteLine(skipped.ToString());
        if (failed.Length > 0)
            Assert.Fail(
                $"{failed.Length} of {results.Count} steps of {file} failed:\n{string.Join<StepResult>('\n', failed)}"
            );
    }

    /// <summary>The two tenants of the replay.</summary>
    public sealed class ReplayTenants(SharedServer server) : TenantFixture(server)
    {
        private TestTenant? _strict;

        /// <summary>The tenant with the setting <c>patch.replaceCreates</c> off.</summary>
        public TestTenant Strict => _strict ?? throw new InvalidOperationException("The tenant has not been created.");

        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            _strict = await Server.Operator.CreateTenantAsync();
            await _strict.DisableReplaceCreatesAsync();
        }

        /// <inheritdoc/>
        public override async ValueTask DisposeAsync()
        {
            if (_strict is not null)
                await Server.Operator.SendRequestAsync("DELETE", $"/tenants/{_strict.Id}");
            await base.DisposeAsync();
        }
    }
}
