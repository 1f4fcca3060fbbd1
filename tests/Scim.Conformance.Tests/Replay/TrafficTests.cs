namespace Scim.Conformance.Tests.Replay;

/// <summary>Identity providers' real request sequences, on a tenant as it is made and on one that keeps to the RFC's letter.</summary>
public sealed class TrafficTests(TrafficTests.Tenants tenants) : IClassFixture<TrafficTests.Tenants>
{
    public static TheoryData<string> Files => [.. TrafficFile.Names];

    [Theory, MemberData(nameof(Files))]
    public Task Replay_OnATenantWithDefaults_EveryStepPasses(string file) => Replay(file, tenants.Tenant, "replace-creates");

    [Theory, MemberData(nameof(Files))]
    public Task Replay_OnATenantThatRefusesReplaceCreates_EveryStepPasses(string file) => Replay(file, tenants.Strict);

    private static async Task Replay(string file, TestTenant tenant, params string[] accepted)
    {
        IReadOnlyList<StepResult> results = await new TrafficRunner(Wire.Client, tenant.Url, tenant.Token, accepted).Run(TrafficFile.Load(file));
        Assert.NotEmpty(results);
        StepResult[] failed = [.. results.Where(result => result.Verdict == Verdict.Failed)];
        foreach (StepResult skipped in results.Where(result => result.Verdict == Verdict.Skipped))
            TestContext.Current.TestOutputHelper?.WriteLine(skipped.ToString());
        if (failed.Length > 0)
            Assert.Fail($"{failed.Length} of {results.Count} steps of {file} failed:\n{string.Join<StepResult>('\n', failed)}");
    }

    /// <summary>The two tenants.</summary>
    public sealed class Tenants(SharedServer server) : TenantFixture(server)
    {
        private TestTenant? _strict;

        /// <summary>The tenant whose setting <c>patch.replaceCreates</c> is off.</summary>
        public TestTenant Strict => _strict ?? throw new InvalidOperationException("The tenant has not been made.");

        /// <inheritdoc/>
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            _strict = await Server.Operator.NewTenant();
            await _strict.RefuseReplaceCreates();
        }

        /// <inheritdoc/>
        public override async ValueTask DisposeAsync()
        {
            if (_strict is not null)
                await Server.Operator.Send("DELETE", $"/tenants/{_strict.Id}");
            await base.DisposeAsync();
        }
    }
}
