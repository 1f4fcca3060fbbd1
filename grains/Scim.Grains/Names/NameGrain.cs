using System.Globalization;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Grains.Names;

/// <summary>
/// Serializes the reservations in one partition of a tenant's unique names, or of the values of a unique attribute. See
/// <see cref="INameGrain"/>.
/// </summary>
/// <remarks>The unique index in the database remains the final safeguard.</remarks>
internal sealed class NameGrain(INameStore store, TimeProvider time) : Grain, INameGrain
{
    /// <summary>
    /// The maximum number of names that are cached. In larger partitions, each reservation queries the database.
    /// </summary>
    internal const int MaxCachedNames = 125_000;

    private readonly NamePartitionState _state = new();
    private string _tenant = "";
    private string _resourceType = "";
    private string? _path;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(() => InitializePartitionAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task<string> ReserveName(string foldedName, string owner, CancellationToken cancellationToken)
    {
        if (_state.FindPendingOwner(foldedName, owner, time.GetUtcNow()) is { } other)
            return other;

        // Non-unique group names are not cached, and a tenant can have duplicates from before its policy changed, so
        // groups are always looked up.
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
        // The values of attributes are looked up in the database, so they are not kept.
        if (_path is null)
            _state.ConfirmName(foldedName, owner);
        else
            _state.ReleaseName(foldedName, owner);
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

        // Attribute values are not cached: unique attributes are rare and their values can be long.
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
