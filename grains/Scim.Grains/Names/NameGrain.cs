using System.Globalization;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.Grains.Hosting;
using Scim.Grains.Resources;
using Scim.Grains.Storage;

namespace Scim.Grains.Names;

/// <summary>Orders the claims on one partition of a tenant's unique names, or of the values of an attribute that must be unique. See <see cref="INameGrain"/>; the unique index is the net under it.</summary>
internal sealed class NameGrain(INameStore store, TimeProvider time) : Grain, INameGrain
{
    /// <summary>Partitions with more names than this are not kept whole in memory: a claim looks its name up instead.</summary>
    internal const int LedgerLimit = 125_000;

    private readonly NameLedger _ledger = new();
    private string _tenant = "";
    private string _kind = "";
    private string? _path;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Outage.Translated(() => Wake(cancellationToken));

    /// <inheritdoc/>
    public async Task<string> Claim(string foldedName, string owner, CancellationToken cancellationToken)
    {
        if (_ledger.PendingOwner(foldedName, owner, time.GetUtcNow()) is { } other) return other;

        // Names that may repeat are in no ledger, and a tenant may have had such groups before it chose otherwise.
        if ((_kind == ResourceKinds.Group || !_ledger.PlainlyFree(foldedName))
            && await Holder(foldedName, cancellationToken) is { } holder && holder != owner)
        {
            return holder;
        }

        _ledger.Claim(foldedName, owner, time.GetUtcNow());
        return owner;
    }

    /// <inheritdoc/>
    public Task Confirm(string foldedName, string owner)
    {
        _ledger.Confirm(foldedName, owner);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Release(string foldedName, string owner)
    {
        _ledger.Release(foldedName, owner);
        return Task.CompletedTask;
    }

    private async Task Wake(CancellationToken cancellationToken)
    {
        ResourceKey key = ResourceKey.Parse(this.GetPrimaryKeyString());
        string[] parts = key.Id.Split('/', 4);
        (_tenant, _kind, _path) = (key.Tenant, parts[1], parts.ElementAtOrDefault(3));

        // Values are looked up one by one: an attribute that must be unique is rarer than a name, and its values may be long.
        if (_path is not null) return;
        int partition = int.Parse(parts[2], CultureInfo.InvariantCulture);
        IReadOnlyList<string> names = await store.Names(_tenant, _kind, partition, LedgerLimit, cancellationToken);
        _ledger.Load(names, complete: names.Count < LedgerLimit);
    }

    private Task<string?> Holder(string value, CancellationToken cancellationToken) =>
        _path is { } path ? store.Owner(_tenant, _kind, path, value, cancellationToken) : store.Owner(_tenant, _kind, value, cancellationToken);
}
