using System.Data.Common;

namespace Scim.Grains.Hosting;

/// <summary>
/// Says "not now" where the database could not be reached, in an exception that every process can read: a driver's own would ask clients for an assembly that
/// they do not have. Whatever is not an outage passes as it is.
/// </summary>
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
            throw new OrleansException($"The database does not answer ({e.GetType().Name}, {e.SqlState}).");
        }
    }
}
