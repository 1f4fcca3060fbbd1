using System.Data.Common;

namespace Scim.Grains.Storage;

/// <summary>Translates transient database errors of grain calls. See <see cref="TransientStorageErrors"/>.</summary>
internal sealed class StorageUnavailableFilter : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (DbException e) when (e.IsTransient)
        {
            throw TransientStorageErrors.CreateException(e);
        }
    }
}
