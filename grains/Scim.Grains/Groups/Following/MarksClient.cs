using Orleans.Runtime;
using Orleans.Runtime.Services;

namespace Scim.Grains.Groups.Following;

/// <inheritdoc cref="IMarksClient"/>
internal sealed class MarksClient(IServiceProvider services) : GrainServiceClient<IMarksService>(services), IMarksClient
{
    /// <inheritdoc/>
    public IMarksService At(SiloAddress silo) => GetGrainService(silo);
}
