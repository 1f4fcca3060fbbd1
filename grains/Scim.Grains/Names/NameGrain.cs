using System.Globalization;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.Grains.Hosting;
using Scim.Grains.Resources;
using Scim.Grains.Storage;

namespace Scim.Grains.Names;

/// <summary>
/// Orders the claims on one partition of a tenant's unique names, or of the values of an attribute that must be unique.
/// See <see cref="INameGrain"/>; the unique index is the net under it.
/// </summary>
internal sealed class NameGrain(INameStore store, TimeProvider time) : Grain, INameGrain
{
    /// <summary>
    /// Partitions with more names than this are not kept whole in memory: a claim looks its name up instead.
    /// </summary>
    internal const int MaxCachedNames = 125_000;

    private readonly NamePartitionState _state = new();
    private string _tenant = "";
    private string _resourceType = "";
    private string? _path;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(() =>
            InitializePartitionAsync(cancellationToken)
        );

    /// <inheritdoc/>
    public async Task<string> ReserveName(
        string foldedName,
        string owner,
        CancellationToken cancellationToken
    )
    {
        if (_state.FindPendingOwner(foldedName, owner, time.GetUtcNow()) is { } other)
            return other;

        // Names that may repeat are in no ledger, and a tenant may have had such groups before it chose otherwise.
        if (
            (_resourceType == ResourceTypeNames.Group || !_state.IsKnownFree(foldedName))
            && await FindOwnerAsync(foldedName, cancellationToken) is { } holder
            && holder != owner
        )
        {
            return holder;
        }

        _state.ReserveName(foldedName, owner, time.GetUtcNow());
        return owner;
    }

    /// <inheritdoc/>
    public Task ConfirmName(string foldedName, string owner)
    {
        _state.ConfirmName(foldedName, owner);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReleaseName(string foldedName, string owner)
    {
        _state.ReleaseName(foldedName, owner);
        return Task.CompletedTask;
    }

    private async Task InitializePartitionAsync(CancellationToken cancellationToken)
    {
        ResourceKey key = ResourceKey.Parse(this.GetPrimaryKeyString());
        string[] parts = key.Id.Split('/', 4);
        (_tenant, _resourceType, _path) = (key.Tenant, parts[1], parts.ElementAtOrDefault(3));

        // Values are looked up one by one: an attribute that must be unique is rarer than a name, and its values may be
        // long.
        if (_path is not null)
            return;
        int partition = int.Parse(parts[2], CultureInfo.InvariantCulture);
        IReadOnlyList<string> names = await store.ReadNamesAsync(
            _tenant,
            _resourceType,
            partition,
            MaxCachedNames,
            cancellationToken
        );
        _state.LoadNames(names, complete: names.Count < MaxCachedNames);
    }

    private Task<string?> FindOwnerAsync(string value, CancellationToken cancellationToken) =>
        _path is { } path
            ? store.FindOwnerAsync(_tenant, _resourceType, path, value, cancellationToken)
            : store.FindOwnerAsync(_tenant, _resourceType, value, cancellationToken);
}
