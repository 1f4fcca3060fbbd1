using Orleans.Runtime;
using Orleans.Runtime.Services;

namespace Scim.Grains.Groups.Following;

/// <summary>The way to the <see cref="IMarksService"/> of another silo.</summary>
internal sealed class MarksClient(IServiceProvider services) : GrainServiceClient<IMarksService>(services)
{
    /// <summary>That of <paramref name="silo"/>.</summary>
    public IMarksService At(SiloAddress silo) => GetGrainService(silo);
}
