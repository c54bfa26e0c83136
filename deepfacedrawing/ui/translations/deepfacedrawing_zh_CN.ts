<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>清空(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Export face…</source>
        <translation>导出人脸(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>参考脸型(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>实时(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>对称(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Pen</source>
        <translation>画笔(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Render now</source>
        <translation>立即渲染(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Shadow guidance</source>
        <translation>阴影引导(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Surprise me</source>
        <translation>随机外观(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Thinner</source>
        <translation>变细(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Windows</source>
        <translation>五官窗口(&amp;W)</translation>
    </message>
    <message>
        <source>A random appearance</source>
        <translation>随机选一种外观</translation>
    </message>
    <message>
        <source>A thicker pen</source>
        <translation>笔变粗</translation>
    </message>
    <message>
        <source>A thinner pen</source>
        <translation>笔变细</translation>
    </message>
    <message>
        <source>About this program</source>
        <translation>关于本程序</translation>
    </message>
    <message>
        <source>All sliders to 50 %</source>
        <translation>所有滑块回到 50 %</translation>
    </message>
    <message>
        <source>Canvas and face side by side</source>
        <translation>画布与人脸并排</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Draw both halves of the face at once</source>
        <translation>同时画脸的左右两半</translation>
    </message>
    <message>
        <source>Draw over the face</source>
        <translation>直接画在人脸上</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Face &amp;alone</source>
        <translation>只看人脸(&amp;A)</translation>
    </message>
    <message>
        <source>Face &amp;under the sketch</source>
        <translation>人脸衬在草图下(&amp;U)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Fill the screen</source>
        <translation>占满屏幕</translation>
    </message>
    <message>
        <source>Go to this slider; the arrow keys move it</source>
        <translation>转到这个滑块，用方向键移动</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Open a sketch or a picture</source>
        <translation>打开草图或图片</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Refine left eye</source>
        <translation>修整左眼</translation>
    </message>
    <message>
        <source>Refine mouth</source>
        <translation>修整嘴</translation>
    </message>
    <message>
        <source>Refine nose</source>
        <translation>修整鼻子</translation>
    </message>
    <message>
        <source>Refine remainder</source>
        <translation>修整其余部分</translation>
    </message>
    <message>
        <source>Refine right eye</source>
        <translation>修整右眼</translation>
    </message>
    <message>
        <source>Remove everything drawn (can be undone)</source>
        <translation>清除画的全部内容（可以撤销）</translation>
    </message>
    <message>
        <source>Render the face now</source>
        <translation>现在渲染人脸</translation>
    </message>
    <message>
        <source>Render while you draw</source>
        <translation>边画边渲染</translation>
    </message>
    <message>
        <source>Reset re&amp;finement</source>
        <translation>重置修整程度(&amp;F)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save it under a new name</source>
        <translation>用新的名字保存</translation>
    </message>
    <message>
        <source>Save the face</source>
        <translation>保存人脸</translation>
    </message>
    <message>
        <source>Save the sketch</source>
        <translation>保存草图</translation>
    </message>
    <message>
        <source>Show a face of usual proportions to draw by</source>
        <translation>显示标准比例的脸作为参考</translation>
    </message>
    <message>
        <source>Show faces like yours, softly under the ink</source>
        <translation>在线条下淡淡地显示相似的人脸</translation>
    </message>
    <message>
        <source>Show the windows of eyes, nose and mouth</source>
        <translation>显示眼、鼻、嘴的窗口</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>并排(&amp;B)</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Start an empty drawing</source>
        <translation>新建空白画稿</translation>
    </message>
    <message>
        <source>Th&amp;icker</source>
        <translation>变粗(&amp;I)</translation>
    </message>
    <message>
        <source>The face alone</source>
        <translation>只显示人脸</translation>
    </message>
    <message>
        <source>The whole page, upright</source>
        <translation>显示整页并摆正</translation>
    </message>
    <message>
        <source>Turn &amp;left</source>
        <translation>向左转(&amp;L)</translation>
    </message>
    <message>
        <source>Turn &amp;right</source>
        <translation>向右转(&amp;R)</translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation>旋转画纸</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
</context>
<context>
    <name>Component</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Left eye</source>
        <translation>左眼</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴</translation>
    </message>
    <message>
        <source>Nose</source>
        <translation>鼻子</translation>
    </message>
    <message>
        <source>Remainder</source>
        <translation>其余部分</translation>
    </message>
    <message>
        <source>Right eye</source>
        <translation>右眼</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>DrawingDesk</name>
    <message>
        <source>clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>unpin</source>
        <translation>取消固定</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>The file names this program, and nothing about you.</source>
        <translation>文件里只写本程序的名字，不含您的任何信息。</translation>
    </message>
    <message>
        <source>The file says that the face is synthetic, and with which model and settings it was made.</source>
        <translation>文件里注明这张脸是合成的，以及生成它所用的模型和设置。</translation>
    </message>
    <message>
        <source>{size} px</source>
        <translation>{size} 像素</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
</context>
<context>
    <name>FaceView</name>
    <message>
        <source>Draw on the left:
the face appears here as you go.</source>
        <translation>在左边画，
人脸会随之出现在这里。</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
</context>
<context>
    <name>FilmDialog</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Length in seconds</source>
        <translation>时长（秒）</translation>
    </message>
    <message>
        <source>MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>Needs PyAV: pip install "deepfacedrawing[video]"</source>
        <translation>需要 PyAV：pip install "deepfacedrawing[video]"</translation>
    </message>
    <message>
        <source>PNG pictures</source>
        <translation>PNG 图片序列</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Sketch and face</source>
        <translation>草图和人脸</translation>
    </message>
    <message>
        <source>{frames} frames, {fps} a second. The film says that the face is synthetic.</source>
        <translation>共 {frames} 帧，每秒 {fps} 帧。影片里注明这张脸是合成的。</translation>
    </message>
</context>
<context>
    <name>FilmProgress</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Frame {done} of {total}</source>
        <translation>第 {done} 帧，共 {total} 帧</translation>
    </message>
    <message>
        <source>Rendering the first frame…</source>
        <translation>正在渲染第一帧…</translation>
    </message>
    <message>
        <source>Writing the file…</source>
        <translation>正在写入文件…</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>A dot</source>
        <translation>画一个点</translation>
    </message>
    <message>
        <source>A straight line</source>
        <translation>画直线</translation>
    </message>
    <message>
        <source>A straight line in steps of an angle</source>
        <translation>按固定角度画直线</translation>
    </message>
    <message>
        <source>Back end of the pen</source>
        <translation>笔的尾端</translation>
    </message>
    <message>
        <source>Back to its middle</source>
        <translation>回到中间</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Ctrl + Shift + drag</source>
        <translation>按住 Ctrl 和 Shift 拖动</translation>
    </message>
    <message>
        <source>Double click on a slider</source>
        <translation>双击滑块</translation>
    </message>
    <message>
        <source>Drop a file</source>
        <translation>拖入文件</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Middle button + drag</source>
        <translation>按住中键拖动</translation>
    </message>
    <message>
        <source>Move the page</source>
        <translation>移动画纸</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开该文件</translation>
    </message>
    <message>
        <source>Pinch</source>
        <translation>双指捏合</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>按住 Shift 拖动</translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation>Shift + 滚轮</translation>
    </message>
    <message>
        <source>Space + Shift + drag</source>
        <translation>按住空格和 Shift 拖动</translation>
    </message>
    <message>
        <source>Space + drag</source>
        <translation>按住空格拖动</translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation>旋转画纸</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom and turn the page</source>
        <translation>缩放和旋转画纸</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
</context>
<context>
    <name>HistoryStrip</name>
    <message>
        <source>Every edit; click one to go back to it</source>
        <translation>每一步编辑；单击即可回到那一步</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Redo {edit}</source>
        <translation>重做{edit}(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Undo {edit}</source>
        <translation>撤销{edit}(&amp;U)</translation>
    </message>
    <message>
        <source>Loading the model… you can already draw.</source>
        <translation>正在加载模型…现在就可以画。</translation>
    </message>
    <message>
        <source>New sketch</source>
        <translation>新草图</translation>
    </message>
</context>
<context>
    <name>PenControls</name>
    <message>
        <source>Feel</source>
        <translation>手感</translation>
    </message>
    <message>
        <source>Firm: thin until pressed hard</source>
        <translation>偏硬：用力压才会变粗</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Off: always the full width</source>
        <translation>关：始终为最大粗细</translation>
    </message>
    <message>
        <source>Pen size</source>
        <translation>笔的粗细</translation>
    </message>
    <message>
        <source>Pen size ( [ and ] )</source>
        <translation>笔的粗细（[ 和 ]）</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>压感</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing and pressure of the pen</source>
        <translation>笔的平滑和压感</translation>
    </message>
    <message>
        <source>Soft: a light touch is enough</source>
        <translation>偏软：轻轻一压即可</translation>
    </message>
</context>
<context>
    <name>SampleButton</name>
    <message>
        <source>Open the sample sketch “{name}”</source>
        <translation>打开示例草图“{name}”</translation>
    </message>
    <message>
        <source>Sample sketch: {name}</source>
        <translation>示例草图：{name}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Pen and mouse</source>
        <translation>画笔与鼠标</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Details…</source>
        <translation>详细信息…</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭这条消息</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>State of the engine</source>
        <translation>引擎状态</translation>
    </message>
    <message>
        <source>Time from the pen to the face</source>
        <translation>从落笔到出现人脸的时间</translation>
    </message>
    <message>
        <source>What is known about this error, to read or to copy</source>
        <translation>关于此错误的详细信息，可阅读或复制</translation>
    </message>
    <message>
        <source>Where the faces are computed</source>
        <translation>计算人脸的设备</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>计算中</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>UnderlayControl</name>
    <message>
        <source>Strength: {name}</source>
        <translation>强度：{name}</translation>
    </message>
</context>
<context>
    <name>WelcomeCard</name>
    <message>
        <source>Close this hint</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Draw a face here; the photo beside it follows every line.</source>
        <translation>在这里画一张脸，旁边的照片会随每一笔变化。</translation>
    </message>
    <message>
        <source>Everything can be undone. Or begin with one of these:</source>
        <translation>每一步都可以撤销。也可以从这些草图开始：</translation>
    </message>
    <message>
        <source>Rough is fine: “Refinement” pulls your strokes towards real faces.</source>
        <translation>画得粗略也没关系：“修整”会让线条更接近真实的脸。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Faces like yours, softly under the ink (S)</source>
        <translation>与您所画相似的脸，淡淡地衬在线条下（S）</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考图</translation>
    </message>
    <message>
        <source>Shadow</source>
        <translation>阴影</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>The face, under the ink</source>
        <translation>衬在线条下的人脸</translation>
    </message>
    <message>
        <source>The picture you draw by</source>
        <translation>您临摹的图片</translation>
    </message>
</context>
</TS>
