using System.Data.Common;

namespace Scim.Grains.Hosting;

/// <summary>Every call of a grain as <see cref="Outage"/> has it.</summary>
internal sealed class OutageFilter : IIncomingGrainCallFilter
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
            throw Outage.Of(e);
        }
    }
}
