using System.Net;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scim.Silo.Clustering;

namespace Scim.Silo.Tests;

/// <summary>
/// Tests how long a silo may serve requests, depending on the time and on its row in the membership table.
/// </summary>
public sealed class MembershipLeaseTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SingleRowMembershipTable _table = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly MembershipLease _lease;

    public MembershipLeaseTests() =>
        _lease = new MembershipLease(
            _table,
            new FakeLocalSilo(),
            _clock,
            _lifetime,
            NullLogger<MembershipLease>.Instance
        );

    public void Dispose() => _lease.Dispose();

    [Fact]
    public async Task CanServe_AfterTableRead_ForLeaseDurationOnly()
    {
        await _lease.RenewLeaseAsync();
        _clock.Advance(MembershipLease.Duration - TimeSpan.FromMilliseconds(1));
        Assert.True(_lease.CanServe);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_lease.CanServe);

        await _lease.RenewLeaseAsync();
        Assert.True(_lease.CanServe);
    }

    [Fact]
    public async Task CanServe_WhenTableIsUnreadable_UntilLeaseExpires()
    {
        await _lease.RenewLeaseAsync();
        _table.Status = null;
        await _lease.RenewLeaseAsync();
        Assert.True(_lease.CanServe);

        _clock.Advance(MembershipLease.Duration);
        await _lease.RenewLeaseAsync();
        Assert.False(_lease.CanServe);
        Assert.False(_lifetime.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task CanServe_OnceSiloIsDeclaredDead_IsFalseAndStopsTheProcess()
    {
        int exitCode = Environment.ExitCode;
        await _lease.RenewLeaseAsync();
        _table.Status = SiloStatus.Dead;
        await _lease.RenewLeaseAsync();
        Environment.ExitCode = exitCode;

        Assert.False(_lease.CanServe);
        Assert.True(_lifetime.ApplicationStopping.IsCancellationRequested);
    }

    private sealed class SingleRowMembershipTable : IMembershipTable
    {
        public SiloStatus? Status { get; set; } = SiloStatus.Active;

        public Task<MembershipTableData> ReadRow(SiloAddress key) =>
            Status is { } status
                ? Task.FromResult(
                    new MembershipTableData(
                        Tuple.Create(new MembershipEntry { SiloAddress = key, Status = status }, "1"),
                        new TableVersion(1, "1")
                    )
                )
                : throw new TimeoutException("The table cannot be read.");

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
            throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
            throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }

    private sealed class FakeLocalSilo : ILocalSiloDetails
    {
        public string Name => "local";

        public string ClusterId => "tests";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 11111, 1);

        public SiloAddress GatewayAddress => SiloAddress;
    }
}
