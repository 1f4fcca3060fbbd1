using System.Data.Common;

namespace Scim.Grains.Storage;

/// <summary>Every call of a grain as <see cref="TransientStorageErrors"/> has it.</summary>
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
